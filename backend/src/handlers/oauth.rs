//! Tokens for services: programs that call another one in their own name.

use actix_web::{HttpRequest, HttpResponse, web};
use shared::oauth::OAuthError;
use uuid::Uuid;

use super::credentials::Tries;
use super::exchange::answer;
use crate::auth::access_token::elsewhere::{self, Errand};
use crate::auth::client_secret::{self, SecretHash};
use crate::auth::scope;
use crate::db::clients::{self, ClientRow};
use crate::error::Error;
use crate::extractors::basic::{BasicCredentials, credentials_of};
use crate::extractors::client::Client;
use crate::extractors::form::Form;
use crate::state::AppState;

/// `POST /oauth/token`: the client credentials grant (RFC 6749 §4.4). A service
/// proves its secret and gets a token with its own `sub`, for the one API that it
/// was registered for.
pub async fn token(
    state: web::Data<AppState>,
    request: HttpRequest,
    caller: Client,
    form: Form,
) -> Result<HttpResponse, Error> {
    // A secret in an address ends up in logs, and one in the body beside the header
    // leaves open which of them counts (RFC 6749 §2.3.1).
    let is_elsewhere = ["client_id", "client_secret", "client_assertion"];
    if !request.query_string().is_empty() || is_elsewhere.iter().any(|n| form.get(n).is_some()) {
        return Err(Error::OAuth(OAuthError::InvalidRequest));
    }
    match form.get("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return Err(Error::OAuth(OAuthError::UnsupportedGrantType)),
        None => return Err(Error::OAuth(OAuthError::InvalidRequest)),
    }
    let credentials = credentials_of(&request);
    let credentials = credentials.ok_or(Error::OAuth(OAuthError::InvalidClient))?;
    let client = authenticate(&state, credentials, &caller).await?;
    let scope = scope::narrow(&client.scope, form.get("scope"));
    let scope = scope.ok_or(Error::OAuth(OAuthError::InvalidScope))?;
    let errand = Errand {
        audience: &client.audience,
        scope: &scope,
    };
    let (keys, now) = (state.keys.load(), state.clock.seconds());
    let issued = elsewhere::issue_for_service(&keys, &state.policy, &client.id, errand, now);
    // Where every key is a secret, its operator reads in the log what to do.
    let issued = issued.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(answer(issued, scope))
}

/// The service whose secret this is; tries are counted as those of a log-in are.
/// One that nobody registered, a wrong secret and a disabled service look alike.
async fn authenticate(
    state: &AppState,
    credentials: BasicCredentials,
    caller: &Client,
) -> Result<ClientRow, Error> {
    let id = Uuid::try_parse(&credentials.unverified_id).ok();
    let id = id.map(|id| id.to_string());
    let tries = Tries::begin(state, id.as_deref(), caller)?;
    let client = match id {
        None => None,
        Some(id) => {
            let found = state
                .database
                .run(move |connection| clients::find(connection, &id))
                .await;
            tries.unless_judged(state, found.map_err(Error::from))?
        }
    };
    let stored = client.as_ref().map(|client| client.secret_hash.clone());
    let stored = stored.map(SecretHash::from_stored);
    let is_right = client_secret::verify(&credentials.secret, stored.as_ref());
    match client {
        Some(client) if is_right && client.disabled_at.is_none() => {
            tries.take_back(state);
            Ok(client)
        }
        client => {
            let client = client.map(|client| client.id).unwrap_or_default();
            tracing::warn!(client, ip = %caller.ip, "a service was refused");
            Err(Error::OAuth(OAuthError::InvalidClient))
        }
    }
}
