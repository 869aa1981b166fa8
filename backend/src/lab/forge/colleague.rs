//! A careless colleague: keys that are not worth the name, and the endpoints that
//! ask the careless verifier.

use std::sync::{Mutex, OnceLock, PoisonError};

use actix_web::{HttpResponse, web};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::PublicKeyComponents;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use shared::lab::forge::{
    ATTACKER_URL, AttackerKeys, CarelessKeys, CarelessRefusal, CarelessRequest, CarelessVerdict,
    Mistake, ThrowawayRefresh, TokenToTry,
};
use uuid::Uuid;

use super::careless;
use super::overlooked::overlooked;
use super::words::WORDS;
use crate::auth::access_token::{Judge, TYPE};
use crate::auth::keys::{Algorithm, Jwk, JwkSet, generate};
use crate::clock::whole_seconds;
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::{Json, invalid};
use crate::lab::gate::Visitor;
use crate::state::AppState;

const SECRET_KID: &str = "colleague-hs256";
const RSA_KID: &str = "colleague-rs256";

/// What the attacker's site may hold: keys to be tried, and no more.
const MOST_KEYS: usize = 4;
const MOST_BYTES: usize = 8 * 1024;

/// The keys of the colleague, and of whoever attacks.
pub(super) struct Colleague {
    secret: &'static str,
    /// The public half of a pair whose other half nobody needs.
    rsa: OnceLock<Jwk>,
    attackers: Mutex<Option<JwkSet>>,
}

impl Colleague {
    /// With a secret from the list of words, another one at each start.
    pub(super) fn new() -> Self {
        let place = Uuid::new_v4().as_u128() % WORDS.len() as u128;
        Self {
            secret: WORDS[usize::try_from(place).unwrap_or_default()],
            rsa: OnceLock::new(),
            attackers: Mutex::new(None),
        }
    }

    pub(super) fn secret(&self) -> &str {
        self.secret
    }

    pub(super) fn secret_kid(&self) -> &str {
        SECRET_KID
    }

    /// The public key with this id, once it was asked for.
    pub(super) fn public_key(&self, kid: &str) -> Option<Jwk> {
        self.rsa.get().filter(|_| kid == RSA_KID).cloned()
    }

    /// What is at that address: no connection is made, whatever it is.
    pub(super) fn fetch(&self, url: &str) -> Option<JwkSet> {
        if url != ATTACKER_URL {
            return None;
        }
        let keys = self.attackers.lock();
        let keys = keys.unwrap_or_else(PoisonError::into_inner);
        let keys = keys.as_ref()?.keys.clone();
        Some(JwkSet { keys })
    }

    /// Makes the pair, which takes a moment, when it is first asked for.
    fn rsa(&self) -> Result<&Jwk, Error> {
        if let Some(key) = self.rsa.get() {
            return Ok(key);
        }
        let pair = generate(Algorithm::Rs256, RSA_KID);
        let public = pair.ok().and_then(|pair| pair.public_half());
        let public = public.ok_or_else(|| Error::Internal("no RSA key came out".to_owned()))?;
        Ok(self.rsa.get_or_init(|| public))
    }
}

/// The text that an RSA key is passed around as (RFC 7468 §13).
pub(super) fn pem(jwk: &Jwk) -> Option<String> {
    let part = |member: &Option<String>| URL_SAFE_NO_PAD.decode(member.as_ref()?).ok();
    let (n, e) = (part(&jwk.n)?, part(&jwk.e)?);
    let der: PublicKeyX509Der<'_> = PublicKeyComponents { n, e }.as_der().ok()?;
    let base64 = STANDARD.encode(der.as_ref());
    let lines: Vec<&str> = (0..base64.len())
        .step_by(64)
        .map(|at| &base64[at..base64.len().min(at + 64)])
        .collect();
    let lines = lines.join("\n");
    Some(format!(
        "-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"
    ))
}

/// `GET /api/lab/careless/keys`: what everybody may know of the keys.
pub(super) async fn public_keys(
    _: Visitor,
    colleague: web::Data<Colleague>,
) -> Result<HttpResponse, Error> {
    let keys = web::block(move || {
        let jwk = colleague.rsa()?;
        let pem = pem(jwk).ok_or_else(|| Error::Internal("a key is no key".to_owned()))?;
        let jwk = serde_json::to_value(jwk).map(|jwk| jwk.as_object().cloned());
        Ok::<_, Error>(CarelessKeys {
            jwk: jwk.ok().flatten().unwrap_or_default(),
            pem,
            secret_kid: SECRET_KID.to_owned(),
        })
    });
    let keys = keys
        .await
        .map_err(|error| Error::Internal(error.to_string()))??;
    Ok(HttpResponse::Ok().json(keys))
}

/// `POST /api/lab/careless/token`: a token for whoever asks, as good as the
/// colleague knows how to make it. The real verifier knows no such key.
pub(super) async fn issue(
    _: Visitor,
    state: web::Data<AppState>,
    colleague: web::Data<Colleague>,
    user: CurrentUser,
) -> Result<HttpResponse, Error> {
    let now = state.clock.seconds();
    let header = json!({ "alg": "HS256", "kid": SECRET_KID, "typ": TYPE });
    let claims = json!({
        "iss": state.policy.issuer,
        "sub": user.id,
        "aud": state.policy.audience,
        "exp": now + whole_seconds(state.policy.lifetime),
        "nbf": now,
        "iat": now,
        "jti": Uuid::now_v7().to_string(),
        "sid": user.session_id,
        "auth_time": user.auth_time,
        "role": user.role,
        "scope": user.role.scope(),
    });
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, colleague.secret().as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()));
    let token = format!("{signed}.{signature}");
    Ok(HttpResponse::Ok().json(TokenToTry { token }))
}

/// `POST /api/lab/careless`: what the careless verifier says to a token, and which
/// of its mistakes it took.
pub(super) async fn judge(
    _: Visitor,
    state: web::Data<AppState>,
    colleague: web::Data<Colleague>,
    Json(request): Json<CarelessRequest>,
) -> HttpResponse {
    let keys = state.keys.load();
    let judge = Judge {
        keys: &keys,
        policy: &state.policy,
        revocations: &state.revocations,
        now: state.clock.seconds(),
    };
    let verdict = careless::verify(&request.token, &keys, &colleague, judge.now);
    HttpResponse::Ok().json(match verdict {
        Ok(believed) => {
            let overlooked = overlooked(&believed, judge);
            let mistakes = believed.mistakes.into_iter().chain(overlooked).collect();
            accepted(Some(believed.claims), mistakes)
        }
        Err(reason) => refused(reason),
    })
}

/// `POST /api/lab/careless/refresh`: the same of a refresh token. Whoever does not
/// count them takes each of them for ever.
pub(super) async fn judge_refresh(
    _: Visitor,
    state: web::Data<AppState>,
    Json(request): Json<ThrowawayRefresh>,
) -> HttpResponse {
    let token = state.refresh_key.read(&request.refresh_token);
    HttpResponse::Ok().json(match token {
        Some(_) => accepted(None, vec![Mistake::IgnoresReuse]),
        None => refused(CarelessRefusal::NoRefreshToken),
    })
}

fn accepted(claims: Option<Map<String, Value>>, mistakes: Vec<Mistake>) -> CarelessVerdict {
    CarelessVerdict {
        accepted: true,
        claims,
        mistakes,
        reason: None,
    }
}

fn refused(reason: CarelessRefusal) -> CarelessVerdict {
    CarelessVerdict {
        accepted: false,
        claims: None,
        mistakes: Vec::new(),
        reason: Some(reason),
    }
}

/// `PUT /api/lab/attacker/jwks.json`: puts keys on the attacker's site.
pub(super) async fn put_attackers_keys(
    _: Visitor,
    colleague: web::Data<Colleague>,
    Json(keys): Json<AttackerKeys>,
) -> Result<HttpResponse, Error> {
    let count = keys.keys.len();
    let text = json!(keys).to_string();
    if count > MOST_KEYS || text.len() > MOST_BYTES {
        return Err(invalid("keys", "are more than a lesson needs"));
    }
    let set = JwkSet::parse(&text).ok_or_else(|| invalid("keys", "are no keys"))?;
    let attackers = colleague.attackers.lock();
    *attackers.unwrap_or_else(PoisonError::into_inner) = Some(set);
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/lab/attacker/jwks.json`: what is there.
pub(super) async fn attackers_keys(_: Visitor, colleague: web::Data<Colleague>) -> HttpResponse {
    let set = colleague.fetch(ATTACKER_URL).unwrap_or_default();
    HttpResponse::Ok().json(set)
}
