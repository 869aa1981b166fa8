//! The frame on the stage, and what comes out of it.

use std::time::Duration;

use leptos::prelude::*;
use shared::lab::theatre::{Act, Report, STAGE};

use crate::later::Later;

/// So long an act may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The frame, and who waits for word from it.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    /// What is in the frame; counted, so that the same act makes a new frame.
    shown: RwSignal<Option<(u32, Act)>>,
    /// Who waits for the next word.
    awaited: StoredValue<Option<Later<Report>>, LocalStorage>,
}

impl Stage {
    /// Listens for as long as the component lives that calls this.
    pub(super) fn new() -> Self {
        let stage = Self {
            shown: RwSignal::new(None),
            awaited: StoredValue::new_local(None),
        };
        let listener = window_event_listener(leptos::ev::message, move |event| {
            let text = event.data().as_string();
            let report = text.and_then(|text| serde_json::from_str(&text).ok());
            // Anybody may post a message to a window: what counts is who.
            if window().location().origin().ok() == Some(event.origin()) {
                stage.hear(report);
            }
        });
        on_cleanup(move || listener.remove());
        stage
    }

    fn hear(self, report: Option<Report>) {
        let Some(report) = report else { return };
        self.awaited.update_value(|awaited| {
            if let Some(later) = awaited.take() {
                later.set(report);
            }
        });
    }

    /// Puts an act on, and waits for what its script reports.
    pub(super) async fn perform(self, act: Act) -> Report {
        let count = self.shown.get_untracked().map_or(0, |(count, _)| count + 1);
        let report = self.listen();
        self.shown.set(Some((count, act)));
        report.get().await
    }

    /// The next word from the stage.
    pub(super) fn listen(self) -> Later<Report> {
        let later = Later::new();
        self.awaited.set_value(Some(later.clone()));
        set_timeout(
            {
                let later = later.clone();
                move || {
                    later.set(Report::Failed {
                        why: "timeout".to_owned(),
                    });
                }
            },
            PATIENCE,
        );
        later
    }

    pub(super) fn clear(self) {
        self.shown.set(None);
    }
}

/// The frame itself: a document of the lab, of our own origin, so that the
/// page's policy lets it in.
#[component]
pub(super) fn Frame(stage: Stage, #[prop(into)] title: Signal<&'static str>) -> impl IntoView {
    let frame = move || {
        stage.shown.get().map(|(_, act)| {
            let address = format!("{STAGE}?act={}", act.name());
            view! {
                <iframe src=address title=move || title.get() data-testid="stage-frame"></iframe>
            }
        })
    };
    view! { <div class={"frame"}>{frame}</div> }
}

/// Lets people see what is going on; they who want no motion are not kept
/// waiting.
pub(super) async fn pause() {
    const A_LOOK: Duration = Duration::from_millis(450);
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    if query.ok().flatten().is_some_and(|query| query.matches()) {
        return;
    }
    let over = Later::new();
    let ring = over.clone();
    set_timeout(move || ring.set(()), A_LOOK);
    over.get().await;
}
