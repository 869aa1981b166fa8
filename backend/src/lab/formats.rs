//! One identity in five formats: the four that a server signs. The fifth, which
//! is encrypted, is made by the page for itself.
//!
//! The formats answer the same question in the order in which they came: SAML
//! (2005) in XML, SWT (2009) in a web form's pairs, JWT (2015) in JSON. All say
//! the same here, and none of them is taken by any endpoint: their keys are made
//! for this lesson and their audience is no API of ours.

use actix_web::{HttpResponse, web};
use shared::lab::formats::{AUDIENCE, Formats, Identity};

use super::gate::Visitor;
use crate::clock::whole_seconds;
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::state::AppState;

mod jwt;
mod keys;
mod saml;
mod swt;

pub(super) use keys::LabKeys;

/// `GET /api/lab/formats`: whoever is logged in, in every format.
pub(super) async fn show(
    _: Visitor,
    user: CurrentUser,
    state: web::Data<AppState>,
    lab_keys: web::Data<LabKeys>,
) -> Result<HttpResponse, Error> {
    let iat = state.clock.seconds();
    let identity = Identity {
        iss: state.policy.issuer.clone(),
        sub: user.id,
        aud: AUDIENCE.to_owned(),
        iat,
        exp: iat + whole_seconds(state.policy.lifetime),
        auth_time: user.auth_time,
        role: user.role,
    };
    // The first one makes an RSA key, which takes as long as some log-ins.
    let formats = web::block(move || {
        let keys = lab_keys.get()?;
        Ok::<_, keys::NoRandomness>(Formats {
            jwt_hs256: jwt::hs256(&identity, keys),
            jwt_rs256: jwt::rs256(&identity, keys)?,
            swt: swt::write(&identity, keys),
            saml: saml::write(&identity, keys)?,
            keys: keys.verifying(),
            identity,
        })
    })
    .await;
    match formats {
        Ok(Ok(formats)) => Ok(HttpResponse::Ok().json(formats)),
        Ok(Err(error)) => Err(Error::Internal(error.to_string())),
        Err(error) => Err(Error::Internal(error.to_string())),
    }
}
