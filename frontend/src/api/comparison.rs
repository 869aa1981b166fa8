//! What the lesson that sets a session beside a token begins for whoever is logged
//! in. What is asked then are experiments.

use shared::lab::comparison::{CLASSIC_LOGIN, LabToken, RUNS, Run, SECOND, TOKEN_LOGIN};

use super::client::Client;
use super::errors::ApiError;
use super::transport::Method;

/// Opens a classic session for whoever is logged in. The browser keeps its cookie.
pub(crate) async fn open_session(client: &Client) -> Result<(), ApiError> {
    client.send(Method::POST, CLASSIC_LOGIN, None).await?;
    Ok(())
}

/// The same with a token, which is given.
pub(crate) async fn open_token(client: &Client) -> Result<String, ApiError> {
    let answer = client.send(Method::POST, TOKEN_LOGIN, None).await?;
    let LabToken { access_token } = answer.decode()?;
    Ok(access_token)
}

/// Starts the second server, unless it runs already.
pub(crate) async fn start_second(client: &Client) -> Result<(), ApiError> {
    client.send(Method::POST, SECOND, None).await?;
    Ok(())
}

/// Makes a user to be disabled.
pub(crate) async fn begin_run(client: &Client) -> Result<Run, ApiError> {
    client.send(Method::POST, RUNS, None).await?.decode()
}
