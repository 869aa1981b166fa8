//! Which exchange is on show and how far it is drawn: by itself, a beat after
//! the other, or at the reader's own pace. It draws what is recorded, and sends
//! nothing.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::mark::{Action, Mark};
use super::story::{self, Drawing, Moment, Wanted};
use crate::auth_state::use_auth;
use crate::wire_log::{self, Exchange};

/// Between two moments.
const BEAT: Duration = Duration::from_millis(420);
/// Between two exchanges: as long as the eye needs to see that it is another.
const BREATH: Duration = Duration::from_millis(60);
/// More than so many exchanges that wait to be drawn are passed over.
const BACKLOG: usize = 4;
/// What is older when the page is opened is shown as it ended, in milliseconds.
const FRESH: f64 = 4000.0;

/// What is played, and how.
#[derive(Clone, Copy)]
pub(super) struct Player {
    log: Memo<Vec<Arc<Exchange>>>,
    marks: RwSignal<Vec<Mark>>,
    on_show: RwSignal<Option<u32>>,
    drawn: RwSignal<usize>,
    is_stepwise: RwSignal<bool>,
    /// The exchange that is drawn again from the record.
    replayed: RwSignal<Option<u32>>,
    /// Whether somebody is looking back: what comes meanwhile has to wait.
    is_held: RwSignal<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    pub(super) drawing: Memo<Drawing>,
}

impl Player {
    /// Follows the log for as long as the component lives that calls this.
    pub(super) fn start() -> Self {
        let auth = use_auth();
        let log = Memo::new(|_| wire_log::exchanges());
        let newest = log.with_untracked(|log| log.last().cloned());
        let is_fresh = (newest.as_ref()).is_some_and(|e| wire_log::now() - e.began < FRESH);
        let on_show = RwSignal::new(newest.map(|newest| newest.id));
        let drawn = RwSignal::new(if is_fresh { 0 } else { usize::MAX });
        let player = Self {
            log,
            marks: RwSignal::new(Vec::new()),
            on_show,
            drawn,
            is_stepwise: RwSignal::new(false),
            replayed: RwSignal::new(None),
            is_held: RwSignal::new(false),
            timer: StoredValue::new(None),
            drawing: Memo::new(move |_| {
                let has_session = auth.user().is_some();
                log.with(|log| story::draw(log, on_show.get(), drawn.get(), has_session))
            }),
        };
        Effect::new(move || {
            player.log.track();
            player.go_on();
        });
        on_cleanup(move || player.stop());
        player
    }

    pub(super) fn log(self) -> Memo<Vec<Arc<Exchange>>> {
        self.log
    }

    /// Who wanted this exchange.
    pub(super) fn wanted(self, id: u32) -> Option<Wanted> {
        self.log.with(|log| {
            let index = log.iter().position(|exchange| exchange.id == id)?;
            Some(self.marks.with(|marks| story::wanted(log, index, marks)))
        })
    }

    pub(super) fn on_show(self) -> Option<u32> {
        self.on_show.get()
    }

    /// Whether what is on show is drawn from the record and not as it happened.
    pub(super) fn is_replay(self) -> bool {
        self.replayed
            .get()
            .is_some_and(|id| Some(id) == self.on_show.get())
    }

    pub(super) fn is_stepwise(self) -> bool {
        self.is_stepwise.get()
    }

    /// The next request with this path is this action's, and will be shown.
    pub(super) fn expect(self, path: &'static str, action: Action) {
        let after = wire_log::last_id();
        self.is_held.set(false);
        // All before it have had their time.
        self.stop();
        self.replayed.set(None);
        self.on_show.set((after != 0).then_some(after));
        self.drawn.set(usize::MAX);
        self.marks.update(|marks| {
            marks.push(Mark {
                after,
                path,
                action,
            });
        });
    }

    /// One moment on, or to the next exchange.
    pub(super) fn next(self) {
        self.stop();
        self.is_held.set(true);
        self.advance();
        self.hold_unless_newest();
    }

    /// One moment back, or to the end of the exchange before.
    pub(super) fn back(self) {
        self.stop();
        self.is_held.set(true);
        let drawn = self.drawn_in_fact();
        if drawn > 1 {
            self.drawn.set(drawn - 1);
            return;
        }
        let former = self.neighbour(|id, shown| id < shown, true);
        if let Some(former) = former {
            self.replayed.set(None);
            self.on_show.set(Some(former));
            self.drawn.set(usize::MAX);
        }
    }

    /// Whether there is anything to step to, back and on.
    pub(super) fn ways(self) -> (bool, bool) {
        let shown = self.on_show.get();
        self.log.with(|log| {
            let is_first = log.first().is_none_or(|first| Some(first.id) == shown);
            let is_last = log.last().is_none_or(|last| Some(last.id) == shown);
            let moments = log
                .iter()
                .find(|e| Some(e.id) == shown)
                .map_or(0, |e| story::moments(e).len());
            let drawn = self.drawn.get().min(moments);
            (drawn > 1 || !is_first, drawn < moments || !is_last)
        })
    }

    /// Draws the exchange on show again.
    pub(super) fn replay(self) {
        if let Some(id) = self.on_show.get_untracked() {
            self.show_again(id);
        }
    }

    /// Draws this one from the record.
    pub(super) fn show_again(self, id: u32) {
        self.stop();
        self.replayed.set(Some(id));
        self.is_held.set(true);
        self.on_show.set(Some(id));
        self.drawn.set(0);
        self.play_after(BREATH);
    }

    /// Shows an exchange as it was at this moment.
    pub(super) fn look(self, exchange: &Exchange, moment: Moment) {
        let moments = story::moments(exchange);
        if let Some(index) = moments.iter().position(|&known| known == moment) {
            self.stop();
            self.is_held.set(true);
            self.replayed.set(None);
            self.on_show.set(Some(exchange.id));
            self.drawn.set(index + 1);
        }
    }

    pub(super) fn set_stepwise(self, stepwise: bool) {
        self.is_stepwise.set(stepwise);
        if !stepwise {
            self.is_held.set(false);
            self.go_on();
        }
    }

    /// Draws on if nobody steps and there is more.
    fn go_on(self) {
        if self.timer.with_value(Option::is_some) || self.is_held.get_untracked() {
            return;
        }
        if !self.is_stepwise.get_untracked() {
            self.play();
        } else if self.drawn_in_fact() >= self.moments_on_show() {
            // The first arrow of what comes; for the next ones it waits.
            let before = self.on_show.get_untracked();
            self.advance();
            self.is_held.set(self.on_show.get_untracked() != before);
        }
    }

    /// Draws a moment and waits a beat, until there is no more.
    fn play(self) {
        if is_motion_reduced() {
            while self.play_one().is_some() {}
        } else if let Some(pause) = self.play_one() {
            self.play_after(pause);
        }
    }

    fn play_after(self, pause: Duration) {
        let timer = set_timeout_with_handle(
            move || {
                self.timer.set_value(None);
                self.play();
            },
            pause,
        );
        self.timer.set_value(timer.ok());
    }

    /// The pause until the next one, if anything was drawn.
    fn play_one(self) -> Option<Duration> {
        if self.drawn_in_fact() < self.moments_on_show() {
            // By hand there is no beat: the first arrow, and then it waits.
            self.drawn.update(|drawn| *drawn += 1);
            return (!self.is_stepwise.get_untracked()).then_some(BEAT);
        }
        self.hold_unless_newest();
        if self.is_held.get_untracked() || self.is_under_way() || self.is_stepwise.get_untracked() {
            return None;
        }
        self.skip_backlog();
        let next = self.neighbour(|id, shown| id > shown, false)?;
        self.replayed.set(None);
        self.on_show.set(Some(next));
        self.drawn.set(0);
        Some(BREATH)
    }

    fn advance(self) {
        if self.drawn_in_fact() < self.moments_on_show() {
            self.drawn.set(self.drawn_in_fact() + 1);
        } else if let Some(next) = self.neighbour(|id, shown| id > shown, false) {
            self.replayed.set(None);
            self.on_show.set(Some(next));
            self.drawn.set(1);
        }
    }

    /// Who has come to the end of all has caught up with what happens.
    fn hold_unless_newest(self) {
        let newest = self.log.with_untracked(|log| log.last().map(|e| e.id));
        let is_newest = newest == self.on_show.get_untracked();
        if is_newest && self.drawn_in_fact() >= self.moments_on_show() {
            self.is_held.set(false);
        }
    }

    fn skip_backlog(self) {
        let shown = self.on_show.get_untracked().unwrap_or(0);
        self.log.with_untracked(|log| {
            let waiting = log.iter().filter(|e| e.id > shown).count();
            if waiting > BACKLOG {
                self.on_show.set(Some(log[log.len() - 2].id));
            }
        });
    }

    fn neighbour(self, is_beyond: fn(u32, u32) -> bool, last: bool) -> Option<u32> {
        let shown = self.on_show.get_untracked().unwrap_or(0);
        self.log.with_untracked(|log| {
            let mut beyond = log.iter().map(|e| e.id).filter(|&id| is_beyond(id, shown));
            if last {
                beyond.next_back()
            } else {
                beyond.next()
            }
        })
    }

    fn drawn_in_fact(self) -> usize {
        self.drawn.get_untracked().min(self.moments_on_show())
    }

    fn moments_on_show(self) -> usize {
        self.shown(|exchange| story::moments(exchange).len())
            .unwrap_or(0)
    }

    fn is_under_way(self) -> bool {
        self.shown(|exchange| exchange.end.is_none())
            .unwrap_or(false)
    }

    fn shown<T>(self, ask: impl FnOnce(&Exchange) -> T) -> Option<T> {
        let id = self.on_show.get_untracked();
        self.log.with_untracked(|log| {
            let shown = log.iter().find(|exchange| Some(exchange.id) == id)?;
            Some(ask(shown))
        })
    }

    fn stop(self) {
        let timer = self.timer.try_update_value(Option::take).flatten();
        if let Some(timer) = timer {
            timer.clear();
        }
    }
}

/// Whether the system asks for less motion.
fn is_motion_reduced() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
