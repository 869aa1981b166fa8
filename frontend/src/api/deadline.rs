//! How long a request may take.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use web_sys::{AbortController, AbortSignal};

/// Stops a request when its time is over, and also when it is dropped before
/// its end: a page that is left takes its requests with it.
pub(super) struct Deadline {
    controller: AbortController,
    timer: Option<TimeoutHandle>,
    timed_out: Rc<Cell<bool>>,
}

impl Deadline {
    pub(super) fn start(patience: Duration) -> Self {
        let controller = AbortController::new().expect("every browser with WebAssembly has one");
        let timed_out = Rc::new(Cell::new(false));
        let timer = set_timeout_with_handle(
            {
                let (controller, timed_out) = (controller.clone(), timed_out.clone());
                move || {
                    timed_out.set(true);
                    // Without a reason of our own, on which reqwasm panics.
                    controller.abort();
                }
            },
            patience,
        );
        Self {
            controller,
            timer: timer.ok(),
            timed_out,
        }
    }

    /// For the request that is to be stopped.
    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Whether it was this that stopped the request.
    pub(super) fn is_over(&self) -> bool {
        self.timed_out.get()
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some(timer) = self.timer {
            timer.clear();
        }
        // Does nothing to a request that is complete.
        self.controller.abort();
    }
}
