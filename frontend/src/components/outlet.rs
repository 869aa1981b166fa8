//! Where the pages are shown.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::chunk::Chunk;
use crate::router::use_router;

/// The page at the address. The former one stays until its code is there.
#[component]
pub(crate) fn Outlet(
    /// Which page is at a path.
    page_at: fn(&str) -> Chunk,
) -> impl IntoView {
    let router = use_router();
    let next = StoredValue::new_local(None);
    let is_next = RwSignal::new(());
    let outlet = Owner::current().expect("a component has an owner");
    Effect::new(move || {
        let path = router.path();
        // What a page creates lives as long as it is shown: longer than this run,
        // which ends with the next change of the address.
        let page = outlet.child();
        let shown = page.with(|| {
            ScopedFuture::new_untracked(async move {
                let view = page_at(&path).choose().await;
                next.set_value(Some(OwnedView::new(view)));
                is_next.set(());
                // As soon as it is in the document, and before it is painted.
                request_animation_frame(move || router.arrived());
            })
        });
        // Whoever goes on meanwhile wants to see that other page.
        spawn_local_scoped_with_cancellation(shown);
    });
    move || {
        is_next.track();
        next.try_update_value(Option::take).flatten()
    }
}
