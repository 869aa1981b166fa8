//! A list that comes page by page.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::note::Page;

use crate::api::ApiError;
use crate::components::{Message, Notice, Obstacle, Skeleton};
use crate::locales::{Texts, use_texts};

/// The list, as far as it is here.
pub(super) struct Paged<T: Send + Sync + 'static> {
    pub(super) items: RwSignal<Vec<T>>,
    next_cursor: RwSignal<Option<String>>,
    /// Whether the first page has come; before, "none" would be a guess.
    is_known: RwSignal<bool>,
    is_loading: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
    /// Counts the pages that were asked for.
    attempt: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Paged<T> {}

impl<T: Send + Sync + 'static> Paged<T> {
    /// Loads the first page, and the next whenever one is asked for, by `fetch`
    /// from a cursor. The requests belong to the component that calls this, and
    /// not to what is shown in its place: that goes away when a new attempt
    /// begins, and would take its requests along.
    pub(super) fn new<F>(fetch: impl Fn(Option<String>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let list = Self {
            items: RwSignal::new(Vec::new()),
            next_cursor: RwSignal::new(None),
            is_known: RwSignal::new(false),
            is_loading: RwSignal::new(false),
            failure: RwSignal::new(None),
            attempt: RwSignal::new(0),
        };
        Effect::new(move || {
            list.attempt.track();
            list.is_loading.set(true);
            list.failure.set(None);
            let page = untrack(|| fetch(list.next_cursor.get()));
            spawn_local_scoped_with_cancellation(async move { list.take_in(page.await) });
        });
        list
    }

    fn take_in(self, page: Result<Page<T>, ApiError>) {
        match page {
            Ok(page) => {
                self.items.update(|items| items.extend(page.items));
                self.next_cursor.set(page.next_cursor);
                // Said once: what is on show stays when more comes.
                if !self.is_known.get_untracked() {
                    self.is_known.set(true);
                }
            }
            Err(error) => self.failure.set(Some(error)),
        }
        self.is_loading.set(false);
    }

    pub(super) fn load_next(self) {
        if !self.is_loading.get_untracked() {
            self.attempt.update(|count| *count += 1);
        }
    }

    /// Forgets what is here and begins anew, as for another search.
    pub(super) fn restart(self) {
        self.items.set(Vec::new());
        self.next_cursor.set(None);
        self.is_known.set(false);
        self.attempt.update(|count| *count += 1);
    }

    /// `known` once the first page is here; until then that it is on its way,
    /// or why it does not come.
    pub(super) fn view<V: IntoView + 'static>(
        self,
        known: impl Fn() -> V + Send + 'static,
    ) -> impl IntoView {
        move || {
            if self.is_known.get() {
                return known().into_any();
            }
            match self.failure.get() {
                Some(error) => {
                    view! { <Obstacle error on_retry=move || self.load_next() /> }.into_any()
                }
                None => view! { <Skeleton lines=6 /> }.into_any(),
            }
        }
    }

    /// How many are here, and the button for more.
    pub(super) fn end(
        self,
        count: impl Fn(usize, &Texts) -> String + Send + 'static,
    ) -> impl IntoView {
        let t = use_texts();
        let failed = Signal::derive(move || Message::of_failure(self.failure.get(), t()));
        let count = move || count(self.items.with(Vec::len), t());
        let more = move || {
            self.next_cursor.with(Option::is_some).then(|| {
                view! {
                    <button
                        type="button"
                        class="button"
                        data-testid="load-more"
                        aria-disabled=move || self.is_loading.get().to_string()
                        on:click=move |_| self.load_next()
                    >
                        {move || {
                            if self.is_loading.get() {
                                t().notes.loading_more
                            } else {
                                t().notes.load_more
                            }
                        }}
                    </button>
                }
            })
        };
        view! {
            <Notice message=failed urgent=true />
            <div class="list-end">
                {more} <span class="meta" role="status">
                    {count}
                </span>
            </div>
        }
    }
}
