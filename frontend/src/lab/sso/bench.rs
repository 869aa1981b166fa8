//! What the lesson knows: the other server, the token for it, and what came of the
//! calls.

use leptos::prelude::*;
use serde_json::Value;
use shared::endpoint;
use shared::lab::sso::{OtherApi, SeenRequest};
use shared::oauth::IssuedToken;

use crate::api::experiment::{Experiment, Method};
use crate::api::{self, ApiError};
use crate::auth_state::Auth;

/// A call to be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    /// To the other server, without a token.
    Nothing,
    /// To the other server, with the token of this app.
    Own,
    /// To the other server, with the token for it.
    Other,
    /// To our own server, with the token for the other.
    Back,
}

impl Trial {
    pub(super) const ALL: [Self; 4] = [Self::Nothing, Self::Own, Self::Other, Self::Back];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Own => "own",
            Self::Other => "other",
            Self::Back => "back",
        }
    }
}

/// What came of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A refusal: its status and its code.
    Refused(u16, String),
    /// An answer: its status and its body, as it came.
    Answered(u16, String),
    /// None came: the server is not there, or the browser did not let it through.
    Nothing,
}

#[derive(Clone, Copy)]
pub(super) struct Bench {
    auth: Auth,
    /// The other server, once that is known.
    pub(super) found: RwSignal<Option<Result<Option<OtherApi>, ApiError>>>,
    /// The token for it.
    pub(super) token: RwSignal<Option<IssuedToken>>,
    pub(super) outcomes: RwSignal<[Option<Outcome>; 4]>,
    /// What the other server saw; None where it did not say.
    pub(super) seen: RwSignal<Option<Vec<SeenRequest>>>,
    /// Why there is no token.
    pub(super) error: RwSignal<Option<ApiError>>,
    pub(super) is_busy: RwSignal<bool>,
}

impl Bench {
    pub(super) fn new(auth: Auth) -> Self {
        Self {
            auth,
            found: RwSignal::new(None),
            token: RwSignal::new(None),
            outcomes: RwSignal::new(Default::default()),
            seen: RwSignal::new(None),
            error: RwSignal::new(None),
            is_busy: RwSignal::new(false),
        }
    }

    /// The token of this app, where a script can read it.
    pub(super) fn own_token(self) -> Option<String> {
        self.auth.token()
    }

    pub(super) async fn find(self) {
        let apis = api::sso::other_apis(&self.auth.client()).await;
        let first = apis.map(|apis| apis.into_iter().next());
        self.found.set(Some(first));
    }

    /// Gets a token for the other server.
    pub(super) async fn exchange(self, api: OtherApi) {
        self.is_busy.set(true);
        self.get_token(&api).await;
        self.is_busy.set(false);
    }

    async fn get_token(self, api: &OtherApi) -> Option<String> {
        match api::sso::exchange(&self.auth.client(), &api.audience).await {
            Ok(issued) => {
                let token = issued.access_token.clone();
                self.error.set(None);
                self.token.set(Some(issued));
                Some(token)
            }
            Err(error) => {
                self.error.set(Some(error));
                None
            }
        }
    }

    /// Makes a call, and asks the other server what it saw of it.
    pub(super) async fn call(self, trial: Trial, api: OtherApi) {
        self.is_busy.set(true);
        let at_hand = self.token.get_untracked().map(|issued| issued.access_token);
        let token = match (trial, at_hand) {
            (Trial::Nothing, _) => None,
            (Trial::Own, _) => self.own_token(),
            (Trial::Other | Trial::Back, Some(token)) => Some(token),
            (Trial::Other | Trial::Back, None) => self.get_token(&api).await,
        };
        let needs_one = matches!(trial, Trial::Other | Trial::Back);
        if token.is_some() || !needs_one {
            let outcome = outcome(trial, &api, token.as_deref()).await;
            let place = Trial::ALL.iter().position(|other| *other == trial);
            self.outcomes.update(|all| {
                if let Some(place) = place {
                    all[place] = Some(outcome);
                }
            });
            let seen = format!("{}{}", api.origin, endpoint::SEEN);
            let seen = Experiment::elsewhere(Method::GET, &seen).fetch().await;
            self.seen.set(seen.ok());
        }
        self.is_busy.set(false);
    }
}

async fn outcome(trial: Trial, api: &OtherApi, token: Option<&str>) -> Outcome {
    let report = format!("{}{}", api.origin, endpoint::REPORT_SUMMARY);
    let request = match trial {
        Trial::Back => Experiment::new(Method::GET, endpoint::ME),
        _ => Experiment::elsewhere(Method::GET, &report),
    };
    let request = match token {
        Some(token) => request.bearer(token),
        None => request,
    };
    let exchange = request.send().await;
    match exchange.end.as_ref().map(|end| &end.response) {
        Some(Ok(response)) => {
            let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
            match body["code"].as_str() {
                Some(code) => Outcome::Refused(response.status, code.to_owned()),
                None => Outcome::Answered(response.status, response.body.clone()),
            }
        }
        _ => Outcome::Nothing,
    }
}
