//! Pages whose code is a file of its own, fetched when the page is first shown.
//!
//! A first visit would otherwise transfer every page to show one. Only a released
//! page is divided (the cargo feature `split`, which `cargo xtask` sets): what
//! `trunk serve` builds is one file from the same source, since dividing needs a
//! step after the linker that trunk does not have.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos_router::ChooseView;

use super::title::use_title;
use crate::locales::use_texts;

/// Why a page is not shown: its code did not come. In a page that is not divided
/// it is always there.
#[cfg(feature = "split")]
pub(crate) type NotLoaded = leptos::wasm_split::SplitLoaderError;
/// Why a page is not shown: its code did not come. Here it is always there.
#[cfg(not(feature = "split"))]
pub(crate) type NotLoaded = std::convert::Infallible;

/// The view, once its code is here.
type Loading = Pin<Box<dyn Future<Output = Result<AnyView, NotLoaded>>>>;

/// What a route shows; made by [`chunk!`].
#[derive(Clone, Copy)]
pub(crate) struct Chunk(pub(crate) fn() -> Loading);

/// `chunk!(name, view)`: a view whose code is in the file of that name, together
/// with all others of the name.
macro_rules! chunk {
    ($name:ident, $view:expr) => {
        $crate::components::Chunk(|| {
            #[cfg(feature = "split")]
            #[::leptos::wasm_split::wasm_split(
                                                        $name,
                                                        wasm_split_path = ::leptos::wasm_split,
                                                        fallible
                                                    )]
            fn $name() -> Result<::leptos::prelude::AnyView, $crate::components::NotLoaded> {
                Ok(::leptos::prelude::IntoAny::into_any($view))
            }
            #[cfg(not(feature = "split"))]
            async fn $name() -> Result<::leptos::prelude::AnyView, $crate::components::NotLoaded> {
                Ok(::leptos::prelude::IntoAny::into_any($view))
            }
            Box::pin($name())
        })
    };
}
pub(crate) use chunk;

impl ChooseView for Chunk {
    /// The router keeps the former page until this is done.
    async fn choose(self) -> AnyView {
        let awaited = use_awaited();
        awaited.0.update(|pages| *pages += 1);
        let view = (self.0)().await;
        awaited.0.update(|pages| *pages -= 1);
        match view {
            Ok(view) => view,
            Err(_) => view! { <DidNotCome /> }.into_any(),
        }
    }

    async fn preload(&self) {}
}

/// How many pages have been asked for whose code is on its way.
#[derive(Clone, Copy)]
pub(crate) struct Awaited(RwSignal<usize>);

impl Awaited {
    /// Nothing is asked for yet.
    pub(crate) fn none_yet() -> Self {
        Self(RwSignal::new(0))
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

/// Said when the network is gone, or the server has a newer page, in which the
/// file has another name.
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
