//! The course of a play: into a store, a reload, four attacks, and the next
//! store; at the end, the visitor's own session again.

use leptos::prelude::*;
use shared::auth::TokenResponse;
use shared::lab::theatre::{self, Act, Forgeries, Report, SessionRequest};

use super::findings::{Column, Ends, Forging, Play, Reload, Running};
use super::stage::{Stage, pause};
use crate::api::experiment::{Experiment, Method};
use crate::api::{self, ApiError};
use crate::auth_state::{Auth, AuthState};
use crate::storage::Area;
use crate::token_store::{STORE, StoreKind};
use crate::wire_log;

/// Where the play is kept over the reload. There is no token in it.
const KEY: &str = "tessera.theatre";

/// The play, and what it needs.
#[derive(Clone, Copy)]
pub(super) struct Theatre {
    auth: Auth,
    pub(super) stage: Stage,
    pub(super) play: RwSignal<Play>,
    /// The cell that is being filled.
    pub(super) on: RwSignal<Option<(usize, Column)>>,
    pub(super) trouble: RwSignal<Option<ApiError>>,
}

impl Theatre {
    /// With what an earlier page of this tab found.
    pub(super) fn new(auth: Auth) -> Self {
        let kept = Area::Session.read(KEY);
        let play: Play = kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let on = play.running.as_ref().map(|now| match now.notes {
            None => (now.row, Column::Reload),
            Some(_) => (now.row, Column::Forge),
        });
        Self {
            auth,
            stage: Stage::new(),
            play: RwSignal::new(play),
            on: RwSignal::new(on),
            trouble: RwSignal::new(None),
        }
    }

    pub(super) fn is_running(self) -> bool {
        self.on.get().is_some()
    }

    /// Whether a play may begin.
    pub(super) fn is_idle(self) -> bool {
        let is_running = self.play.with_untracked(|play| play.running.is_some());
        !is_running && self.on.get_untracked().is_none()
    }

    /// Begins with the first of these rows.
    pub(super) async fn begin(self, mut rows: Vec<usize>) {
        self.trouble.set(None);
        let own = self.auth.tokens().chosen().name().to_owned();
        let row = rows.remove(0);
        self.play.update(|play| {
            play.is_over = false;
            play.rows[row].clear();
            for &row in &rows {
                play.rows[row].clear();
            }
        });
        self.enter(own, row, rows).await;
    }

    /// Goes on where the page was left, or ends where nobody is signed in.
    pub(super) async fn resume(self) {
        let Some(now) = self.play.with_untracked(|play| play.running.clone()) else {
            return;
        };
        if now.page.to_bits() == page().to_bits() {
            // The visitor went to another page of the app meanwhile: the reload
            // has yet to happen.
            _ = window().location().reload();
            return;
        }
        let done = match &now.notes {
            None if self.note_reload(&now) => self.attacks(&now).await,
            // Without a session there is nothing to attack.
            None => return self.stop(),
            Some(notes) => self.note_visit(now.row, notes).await.map(|()| true),
        };
        match done {
            Ok(true) => self.go_on(now).await,
            // The page is being left for the other site.
            Ok(false) => {}
            Err(error) => {
                self.trouble.set(Some(error));
                self.curtain(&now.own).await;
            }
        }
    }

    /// The next store, or the end.
    async fn go_on(self, now: Running) {
        let mut rest = now.rest;
        if rest.is_empty() {
            self.curtain(&now.own).await;
        } else {
            let row = rest.remove(0);
            self.enter(now.own, row, rest).await;
        }
    }

    /// A throw-away session, its token in this row's store, and a reload.
    async fn enter(self, own: String, row: usize, rest: Vec<usize>) {
        self.on.set(Some((row, Column::Reload)));
        let store = StoreKind::ALL[row];
        match self.move_into(store).await {
            Ok(()) => {
                let token = self.auth.tokens().get();
                let running = Running {
                    own,
                    row,
                    rest,
                    before: token.as_deref().map(Ends::of),
                    page: page(),
                    notes: None,
                };
                self.play.update(|play| play.running = Some(running));
                self.keep();
                _ = window().location().reload();
            }
            Err(error) => {
                self.trouble.set(Some(error));
                let is_running = self.play.with_untracked(|play| play.running.is_some());
                match is_running {
                    true => self.curtain(&own).await,
                    false => self.stop(),
                }
            }
        }
    }

    async fn move_into(self, store: StoreKind) -> Result<(), ApiError> {
        // By the app's own client, which renews what has run out.
        api::me::get(&self.auth.client()).await?;
        let _lock = api::lock::acquire().await;
        let request = SessionRequest {
            delivery: store.delivery(),
        };
        let answer = self.request(Method::POST, theatre::SESSION);
        let answer: TokenResponse = answer.json(&request).fetch().await?;
        self.auth.begins(store, answer);
        Ok(())
    }

    /// What the reload left, by the store and by the new page's first request.
    fn note_reload(self, now: &Running) -> bool {
        let is_signed_in = matches!(self.auth.state_untracked(), AuthState::SignedIn(_));
        let exchanges = untrack(wire_log::exchanges);
        let first = exchanges.iter().find_map(|exchange| {
            let request = format!("{} {}", exchange.request.method, exchange.request.path);
            Some((request, exchange.status()?))
        });
        let reload = Reload {
            before: now.before.clone(),
            after: self.auth.tokens().get().as_deref().map(Ends::of),
            first,
            is_signed_in,
        };
        self.play
            .update(|play| play.rows[now.row].reload = Some(reload));
        is_signed_in
    }

    /// What the planted script does, and the way to the other site; whether all
    /// is done without that.
    async fn attacks(self, now: &Running) -> Result<bool, ApiError> {
        let row = now.row;
        pause().await;

        self.on.set(Some((row, Column::Read)));
        let report = self.stage.perform(Act::Read).await;
        self.play.update(|play| play.rows[row].read = Some(report));
        pause().await;

        self.on.set(Some((row, Column::Catch)));
        let mut report = self.stage.perform(Act::Catch).await;
        if report == Report::Waiting {
            let caught = self.stage.listen();
            // The page sends a request as it does all day.
            api::me::get(&self.auth.client()).await?;
            report = caught.get().await;
        }
        self.play
            .update(|play| play.rows[row].caught = Some(report));
        pause().await;

        self.on.set(Some((row, Column::Speak)));
        let report = self.stage.perform(Act::Speak).await;
        self.play
            .update(|play| play.rows[row].spoken = Some(report));
        pause().await;

        self.on.set(Some((row, Column::Forge)));
        self.visit(now).await
    }

    /// Leads to the other site, as a link in a mail would. Its forms go out in
    /// this very window, and the last answer leads back here.
    async fn visit(self, now: &Running) -> Result<bool, ApiError> {
        let notes = api::notes::list(&self.auth.client(), None).await?.items;
        let notes: Vec<String> = notes.into_iter().map(|note| note.id).collect();
        self.request(Method::POST, theatre::FORGERIES).send().await;
        let blank: Forgeries = self
            .request(Method::GET, theatre::FORGERIES)
            .fetch()
            .await?;
        // The forms go where the server says that we are. If that is not here,
        // nothing would lead back.
        if window().location().origin().ok().as_ref() != Some(&blank.own) {
            self.note_visit(now.row, &notes).await?;
            return Ok(true);
        }
        let running = Running {
            notes: Some(notes),
            ..now.clone()
        };
        self.play.update(|play| play.running = Some(running));
        self.keep();
        let address = format!("{}{}?step=0", blank.foreign, theatre::FOREIGN);
        _ = window().location().assign(&address);
        Ok(false)
    }

    /// What the visit came to, by the server's record and one's own notes.
    async fn note_visit(self, row: usize, before: &[String]) -> Result<(), ApiError> {
        self.on.set(Some((row, Column::Forge)));
        let record = self
            .request(Method::GET, theatre::FORGERIES)
            .fetch()
            .await?;
        let client = self.auth.client();
        let me = api::me::get_verbatim(&client).await?.status;
        let after = api::notes::list(&client, None).await?.items;
        let forging = Forging {
            record,
            notes: after
                .iter()
                .filter(|note| !before.contains(&note.id))
                .count(),
            me,
        };
        self.play
            .update(|play| play.rows[row].forged = Some(forging));
        pause().await;
        Ok(())
    }

    /// The visitor's own session comes back, into the store it was in.
    async fn curtain(self, own: &str) {
        let _lock = api::lock::acquire().await;
        let answer = self.request(Method::POST, theatre::CURTAIN).fetch().await;
        match answer {
            Ok(answer) => {
                let store = StoreKind::from_name(own).unwrap_or(STORE);
                self.auth.begins(store, answer);
                self.play
                    .update(|play| play.is_over = self.trouble.get_untracked().is_none());
            }
            Err(error) => self.trouble.set(Some(error)),
        }
        self.stop();
    }

    fn stop(self) {
        self.on.set(None);
        self.stage.clear();
        self.play.update(|play| play.running = None);
        self.keep();
    }

    fn keep(self) {
        let text = self.play.with_untracked(serde_json::to_string);
        if let Ok(text) = text {
            // Where storage is blocked, the findings go with the page.
            _ = Area::Session.write(KEY, &text);
        }
    }

    /// A request of the lesson, in the session that is on.
    fn request(self, method: Method, path: &str) -> Experiment {
        let request = Experiment::new(method, path).with_cookies();
        match self.auth.tokens().get() {
            Some(token) => request.bearer(&token),
            None => request,
        }
    }
}

/// When this page was opened.
fn page() -> f64 {
    window()
        .performance()
        .map_or(0.0, |clock| clock.time_origin())
}
