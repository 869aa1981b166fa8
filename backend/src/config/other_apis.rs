//! `APP_OTHER_APIS`: the APIs on other servers for which a log-in here can get a
//! token, and which the page may call.

use super::value::{self, Values};
use super::{ConfigError, Env};
use crate::auth::scope;

const NAME: &str = "APP_OTHER_APIS";

/// An API on another server that takes our tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherApi {
    /// The `aud` of its tokens.
    pub audience: String,
    /// Where browsers reach it.
    pub origin: String,
    /// What users may do there.
    pub scope: String,
}

/// In development the one that `backend resource-server` is by default; in
/// production none that is not named.
pub(super) fn read(vars: &Values, env: Env) -> Result<Vec<OtherApi>, ConfigError> {
    if env == Env::Development && !vars.has(NAME) {
        return Ok(vec![OtherApi {
            audience: "reports-api".to_owned(),
            origin: "http://127.0.0.1:3001".to_owned(),
            scope: "reports:read".to_owned(),
        }]);
    }
    vars.list(NAME, parse)
}

fn parse(text: &str) -> Result<OtherApi, &'static str> {
    const REASON: &str = "must list APIs as `audience origin scope`, such as \
                          `reports-api https://reports.example.com reports:read`, with commas \
                          between them";
    let mut words = text.split_ascii_whitespace();
    let (Some(audience), Some(origin)) = (words.next(), words.next()) else {
        return Err(REASON);
    };
    let scope = words.collect::<Vec<_>>().join(" ");
    // The audience stands in every token for it, and has to leave them short.
    if !scope::is_valid(&scope) || audience.len() > 200 {
        return Err(REASON);
    }
    Ok(OtherApi {
        audience: audience.to_owned(),
        origin: value::origin(origin)?.origin().ascii_serialization(),
        scope,
    })
}

pub(super) fn check(apis: &[OtherApi], own: &str) -> Result<(), ConfigError> {
    for (index, api) in apis.iter().enumerate() {
        if api.audience == own {
            return Err(ConfigError::new(
                NAME,
                "names JWT_AUDIENCE, the audience of this server itself: its tokens could be \
                 used there and back",
            ));
        }
        if apis[..index]
            .iter()
            .any(|other| other.audience == api.audience)
        {
            return Err(ConfigError::new(NAME, "names an audience twice"));
        }
    }
    Ok(())
}

pub(super) fn check_in_production(apis: &[OtherApi]) -> Result<(), ConfigError> {
    match apis.iter().all(|api| api.origin.starts_with("https://")) {
        true => Ok(()),
        false => Err(ConfigError::new(
            NAME,
            "must list https:// origins only in production: tokens are sent there",
        )),
    }
}
