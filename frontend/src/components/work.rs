//! Work that a click begins and that belongs to the page.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// Whose work it is.
///
/// Leptos runs an event's handler for whoever made the element. If that is a
/// part of the page which is made anew meanwhile, such as the row of a list, its
/// requests are stopped. Work goes on for as long as the component that made
/// this is there.
#[derive(Clone)]
pub(crate) struct Work(Owner);

impl Work {
    /// Of the component that calls this.
    pub(crate) fn of_this() -> Self {
        Self(Owner::current().expect("a component has an owner"))
    }

    pub(crate) fn begin(&self, work: impl Future<Output = ()> + 'static) {
        self.0.with(|| spawn_local_scoped_with_cancellation(work));
    }
}
