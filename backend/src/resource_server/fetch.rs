//! Asks for the public keys of the server that signs.
//!
//! A request that this server makes of its own accord, so it is kept on a short
//! lead: to one address from the settings, never to one out of a token; no redirect
//! is followed and no proxy used; what comes back has a limit, and so has the time.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::aws_lc_rs;
use url::Url;

use crate::auth::keys::{PublicSetError, VerifyingKeys};

/// How long it may take in all.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The longest set that is read: a key takes some hundred bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Knows the address and how to get there.
pub(super) struct Fetcher {
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    url: Url,
}

/// Why there are no new keys. For the log of this server, never for a caller.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("there is no connection: {0}")]
    Unreachable(String),
    #[error("no answer came within {} s", TIMEOUT.as_secs())]
    Slow,
    #[error("the answer has the status {0}, not 200; a redirect is not followed")]
    Status(u16),
    #[error("the answer is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("the answer is not taken: {0}")]
    Refused(#[from] PublicSetError),
}

impl Fetcher {
    /// The certificates of the web's authorities are what https is trusted by.
    pub(super) fn new(url: Url) -> Result<Self, rustls::Error> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(aws_lc_rs::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        // Minutes pass between two requests: no connection is worth keeping.
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector);
        Ok(Self { client, url })
    }

    /// Where it asks.
    pub(super) fn url(&self) -> &str {
        self.url.as_str()
    }

    pub(super) async fn fetch(&self) -> Result<VerifyingKeys, FetchError> {
        let text = tokio::time::timeout(TIMEOUT, self.text())
            .await
            .map_err(|_| FetchError::Slow)??;
        Ok(VerifyingKeys::from_public_set(&text)?)
    }

    async fn text(&self) -> Result<String, FetchError> {
        let unreachable = |error: &dyn std::error::Error| {
            let cause = error.source().map(ToString::to_string);
            FetchError::Unreachable(cause.unwrap_or_else(|| error.to_string()))
        };
        let uri = self.url.as_str().parse();
        let uri = uri.map_err(|_| FetchError::Unreachable("the URL is odd".to_owned()))?;
        let answer = self.client.get(uri).await;
        let answer = answer.map_err(|error| unreachable(&error))?;
        if answer.status().as_u16() != 200 {
            return Err(FetchError::Status(answer.status().as_u16()));
        }
        let body = Limited::new(answer.into_body(), MAX_BYTES).collect().await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => FetchError::TooLong,
            false => unreachable(error.as_ref()),
        })?;
        let text = String::from_utf8(body.to_bytes().into());
        text.map_err(|_| PublicSetError::NotAKeySet.into())
    }
}
