//! One attack from the token to both verdicts.

use std::sync::Arc;

use leptos::prelude::*;
use shared::endpoint;
use shared::lab::forge::{
    CARELESS, CARELESS_REFRESH, CarelessRequest, CarelessVerdict, REFRESH, ThrowawayRefresh,
};
use shared::trace::Verdict;

use super::attacks::{Attack, Expected};
use super::bench::{Bench, Door, Forged, Snag};
use crate::api::ApiError;
use crate::api::experiment::{Experiment, Method};
use crate::wire_log::Exchange;

/// How far an attack is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trial {
    NotYet,
    UnderWay,
    /// There is no token.
    Failed(Snag),
    Over(Arc<Outcome>),
}

/// What came of it.
#[derive(Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) forged: Forged,
    /// What the real server was asked, and what it said.
    pub(super) exchange: Arc<Exchange>,
    /// What it says afterwards to a token of the same session.
    pub(super) aftermath: Option<Arc<Exchange>>,
    pub(super) careless: CarelessVerdict,
    pub(super) expected: Expected,
}

impl Outcome {
    /// The code of the real server's refusal.
    pub(super) fn code(&self) -> Option<String> {
        self.exchange.response()?.code()
    }

    pub(super) fn is_refused(&self) -> bool {
        self.exchange.status() == Some(401)
    }

    /// Whether the real server has refused for the reason that it should, by the
    /// check that it should.
    pub(super) fn is_as_expected(&self) -> bool {
        let trace = self.exchange.response().and_then(|r| r.trace.as_ref());
        let mut checks = trace.iter().flat_map(|trace| &trace.checks);
        let failed = checks.find(|report| report.verdict == Verdict::Failed);
        self.code().as_deref() == Some(self.expected.code.as_str())
            && failed.map(|report| report.check) == self.expected.check
    }
}

/// Makes the token, sends it to the server, holds it up to the careless verifier,
/// and ends what was opened for it.
pub(super) async fn run(attack: &'static Attack, bench: Bench, trial: RwSignal<Trial>) {
    trial.set(Trial::UnderWay);
    let forged = match (attack.make)(bench).await {
        Ok(forged) => forged,
        Err(snag) => return trial.set(Trial::Failed(snag)),
    };
    let exchange = match forged.door {
        Door::Api => at_the_api(&forged.token).await,
        Door::Refresh => {
            let request = Experiment::new(Method::POST, REFRESH);
            request.json(&refresh(&forged)).send().await
        }
    };
    let careless = ask_the_careless_one(&forged).await;
    let aftermath = match &forged.aftermath {
        Some(token) => Some(at_the_api(token).await),
        None => None,
    };
    for token in &forged.spent {
        let log_out = Experiment::new(Method::POST, endpoint::LOGOUT);
        log_out.bearer(token).send().await;
    }
    trial.set(match careless {
        Err(error) => Trial::Failed(error.into()),
        Ok(careless) => Trial::Over(Arc::new(Outcome {
            expected: forged.expected.unwrap_or(attack.expected),
            forged,
            exchange,
            aftermath,
            careless,
        })),
    });
}

async fn at_the_api(token: &str) -> Arc<Exchange> {
    let request = Experiment::new(Method::GET, endpoint::ME);
    request.bearer(token).send().await
}

async fn ask_the_careless_one(forged: &Forged) -> Result<CarelessVerdict, ApiError> {
    let request = |path| Experiment::new(Method::POST, path);
    match forged.door {
        Door::Api => {
            let token = forged.token.clone();
            let body = CarelessRequest { token };
            request(CARELESS).json(&body).fetch().await
        }
        Door::Refresh => {
            let request = request(CARELESS_REFRESH);
            request.json(&refresh(forged)).fetch().await
        }
    }
}

fn refresh(forged: &Forged) -> ThrowawayRefresh {
    ThrowawayRefresh {
        refresh_token: forged.token.clone(),
    }
}
