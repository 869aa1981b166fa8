//! A new access token for the refresh token, which no script can read: the
//! browser sends it along in its cookie.
//!
//! A refresh token is of use once, so refreshing must not be a free-for-all. In
//! this tab all who need a token wait for one request; of several tabs, one
//! refreshes at a time, and the next looks first what the former has left.

use std::cell::RefCell;
use std::time::Duration;

use leptos::task::spawn_local;
use shared::auth::TokenResponse;
use shared::endpoint;
use shared::error::ErrorCode;

use super::client::Client;
use super::errors::ApiError;
use super::transport::{self, Method};
use super::{lock, mending};
use crate::later::Later;
use crate::token_store::Stamp;

/// Half of what other requests get, for two tries. If the server has answered
/// and the answer was lost, asking again gives the same successor for a few
/// seconds, and afterwards looks like theft.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the new token came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewed {
    /// We fetched it.
    Here,
    /// Another tab had done so.
    Elsewhere,
}

thread_local! {
    /// The refresh that is under way in this tab.
    static UNDER_WAY: RefCell<Option<Later<Result<Renewed, ApiError>>>> = const {
        RefCell::new(None)
    };
}

/// Fetches a token in the place of the one in `sent`, which the server refused
/// with `refusal` if it did.
pub(super) async fn renew(
    client: &Client,
    sent: &Stamp,
    refusal: Option<ErrorCode>,
) -> Result<Renewed, ApiError> {
    let under_way = UNDER_WAY.with_borrow(Clone::clone);
    if let Some(under_way) = under_way {
        return under_way.get().await;
    }
    let outcome = Later::new();
    UNDER_WAY.set(Some(outcome.clone()));
    // Of no page's own: who waits may leave, and the answer must be taken in all
    // the same, or the browser would be left with a spent refresh token.
    spawn_local({
        let (client, sent, outcome) = (client.clone(), sent.clone(), outcome.clone());
        async move {
            let result = renew_alone(&client, &sent, refusal).await;
            UNDER_WAY.set(None);
            outcome.set(result);
        }
    });
    outcome.get().await
}

async fn renew_alone(
    client: &Client,
    sent: &Stamp,
    refusal: Option<ErrorCode>,
) -> Result<Renewed, ApiError> {
    let _lock = lock::acquire().await;
    let before = client.tokens.stamp();
    if before != *sent {
        return Ok(Renewed::Elsewhere);
    }
    let answer = match refresh().await {
        // The answer may have been lost on its way.
        Err(ApiError::Timeout | ApiError::Unreachable) => refresh().await,
        answer => answer,
    };
    // Who logged in or out meanwhile is not asked back.
    if !client.tokens.stamp().is_same_session(&before) {
        return Ok(Renewed::Elsewhere);
    }
    match answer {
        Ok(answer) => match client.session.renewed(answer) {
            true => Ok(Renewed::Here),
            false => Err(ApiError::Aborted),
        },
        Err(error) => {
            if let Some(code) = error
                .error_code()
                .filter(|code| mending::ends_session(*code))
            {
                client.session.ended(mending::reason(refusal, code));
            }
            Err(error)
        }
    }
}

async fn refresh() -> Result<TokenResponse, ApiError> {
    transport::send(Method::POST, endpoint::REFRESH, None, None, PATIENCE)
        .await?
        .decode()
}
