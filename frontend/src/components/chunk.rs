//! Pages whose code is a file of its own, and what is shown until it is there, or
//! when it does not come.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::title::use_title;
use crate::locales::use_texts;
use crate::parts::{NotLoaded, Task};

/// A view that is on its way; made by [`chunk!`]. Nothing is fetched before it is
/// waited for.
pub(crate) struct Chunk(pub(crate) Task<Result<AnyView, NotLoaded>>);

/// `chunk!(name, view)`: a view whose code is in the file of that name. What the view
/// is made of, if anything, is a text: `chunk!(name(id), view)`.
macro_rules! chunk {
    ($name:ident $(($given:ident))?, $view:expr) => {{
        $crate::parts::part!(
            $name,
            fn $name($($given: String)?) -> ::leptos::prelude::AnyView {
                ::leptos::prelude::IntoAny::into_any($view)
            }
        );
        $crate::components::Chunk(Box::pin($name($($given)?)))
    }};
}
pub(crate) use chunk;

impl Chunk {
    /// What comes with the file that every visit needs.
    pub(crate) fn here(view: impl FnOnce() -> AnyView + 'static) -> Self {
        Self(Box::pin(async { Ok(view()) }))
    }

    /// The view, or word that it did not come.
    pub(super) async fn choose(self) -> AnyView {
        let _awaited = use_awaited().one_more();
        match self.0.await {
            Ok(view) => view,
            Err(_) => view! { <DidNotCome /> }.into_any(),
        }
    }
}

/// How many pages have been asked for whose code is on its way.
#[derive(Clone, Copy)]
pub(crate) struct Awaited(RwSignal<usize>);

impl Awaited {
    /// Nothing is asked for yet.
    pub(crate) fn none_yet() -> Self {
        Self(RwSignal::new(0))
    }

    /// One more, until what this gives is dropped: with the page, or when nobody
    /// waits for it any longer.
    fn one_more(self) -> impl Drop {
        struct OneMore(Awaited);
        impl Drop for OneMore {
            fn drop(&mut self) {
                self.0.0.update(|pages| *pages -= 1);
            }
        }
        self.0.update(|pages| *pages += 1);
        OneMore(self)
    }

    /// Whether what is shown is still the former page.
    pub(crate) fn is_any(self) -> bool {
        self.0.get() > 0
    }

    /// The same, without following it.
    pub(crate) fn is_any_untracked(self) -> bool {
        self.0.get_untracked() > 0
    }
}

pub(crate) fn use_awaited() -> Awaited {
    expect_context::<Awaited>()
}

/// The same within a page.
#[component]
pub(crate) fn Late(
    chunk: Chunk,
    /// Shows this until then.
    #[prop(optional, into)]
    meanwhile: ViewFn,
) -> impl IntoView {
    let view = StoredValue::new_local(None::<AnyView>);
    let is_here = RwSignal::new(false);
    spawn_local_scoped_with_cancellation(async move {
        view.set_value(Some(chunk.choose().await));
        is_here.set(true);
    });
    move || match is_here.get() {
        true => view.try_update_value(Option::take).flatten().into_any(),
        false => meanwhile.run(),
    }
}

/// Said in the place of a page.
#[component]
fn DidNotCome() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().chunk.title.to_owned());
    let reload = |_| _ = window().location().reload();
    view! {
        <section class="page narrow" role="alert" data-testid="chunk-missing">
            <h1 tabindex="-1">{move || t().chunk.title}</h1>
            <p class="lead">{move || t().chunk.lead}</p>
            <p class="actions">
                <button type="button" class="button" on:click=reload>
                    {move || t().chunk.reload}
                </button>
            </p>
        </section>
    }
}
