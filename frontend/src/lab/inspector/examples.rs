//! Tokens to begin with: one's own, and those that every introduction has, made
//! here and now with a secret that everybody knows.

use leptos::prelude::*;
use serde_json::json;

use super::super::words::use_words;
use super::bench::Bench;
use super::words::{EN, ZH};
use crate::auth_state::{AuthState, use_auth};
use crate::components::{A, Message, Notice, Tone, Work};
use crate::lab::crypto::{self, Alg, CryptoError, Key};
use crate::return_to::{LOGIN_PATH, leading_back};
use crate::time;
use crate::token_store::StoreKind;

/// What the examples are signed with.
const SECRET: &str = "an-example-secret-that-everybody-knows";

/// A token that the documentation shows.
#[derive(Clone, Copy)]
struct Sample {
    name: &'static str,
    label: &'static str,
    alg: Alg,
    /// The claims, at this time in seconds since 1970.
    claims: fn(i64) -> String,
}

const SAMPLES: [Sample; 4] = [
    Sample {
        name: "user-id",
        label: "{ userId }",
        alg: Alg::Hs256,
        claims: |now| format!(r#"{{"userId":123,"iat":{now},"exp":{}}}"#, now + 3600),
    },
    Sample {
        name: "username-role",
        label: "{ username, role }",
        alg: Alg::Hs256,
        claims: |now| {
            format!(
                r#"{{"username":"john_doe","role":"admin","exp":{}}}"#,
                now + 3600
            )
        },
    },
    Sample {
        name: "sub-name-admin",
        label: "{ sub, name, admin }",
        alg: Alg::Hs256,
        claims: |_| r#"{"sub":"1234567890","name":"John Doe","admin":true}"#.to_owned(),
    },
    Sample {
        name: "es256",
        label: "ES256",
        alg: Alg::Es256,
        claims: |now| format!(r#"{{"sub":"1234567890","iat":{now},"exp":{}}}"#, now + 3600),
    },
];

/// The token, and the key that signed it.
async fn make(sample: Sample) -> Result<(String, String), CryptoError> {
    let key = match sample.alg {
        Alg::Hs256 => SECRET.to_owned(),
        alg => crypto::generate(alg).await?.private_jwk,
    };
    let signing = match sample.alg {
        Alg::Hs256 => Key::Secret(key.clone().into()),
        _ => Key::Jwk(key.clone()),
    };
    let header = json!({ "alg": sample.alg.as_str(), "typ": "JWT" }).to_string();
    let claims = (sample.claims)(time::now());
    let token = crypto::sign_token(sample.alg, &signing, &header, &claims).await?;
    Ok((token, key))
}

/// Puts a token on an empty bench: one's own, if there is one to be read.
pub(super) fn begin_with_one(bench: Bench) {
    let auth = use_auth();
    let work = Work::of_this();
    Effect::new(move |has_begun: Option<bool>| {
        if has_begun == Some(true) || auth.state() == AuthState::Unknown {
            return has_begun == Some(true);
        }
        match auth.token() {
            Some(token) => bench.load(&token),
            None => work.begin(async move {
                let made = make(SAMPLES[0]).await;
                // Somebody may have been quicker.
                if let (Ok((token, key)), "") = (made, &*bench.token_untracked()) {
                    bench.load_with_key(&token, &key);
                }
            }),
        }
        true
    });
}

#[component]
pub(super) fn Examples(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let work = Work::of_this();
    let failed = RwSignal::new(false);
    let samples = SAMPLES.map(|sample| {
        let work = work.clone();
        let load = move |_| {
            work.begin(async move {
                let made = make(sample).await;
                failed.set(made.is_err());
                if let Ok((token, key)) = made {
                    bench.load_with_key(&token, &key);
                }
            });
        };
        view! {
            <button
                type="button"
                class="button small mono"
                translate="no"
                data-testid=format!("example-{}", sample.name)
                on:click=load
            >
                {sample.label}
            </button>
        }
    });
    let message = Signal::derive(move || {
        let text = w().not_in_this_browser;
        failed
            .get()
            .then(|| Message::new(Tone::Error, "unsupported", text))
    });
    view! {
        <div class="examples" role="group" aria-label=move || w().examples>
            <OwnToken bench />
            {samples.into_iter().collect_view()}
        </div>
        <Notice message />
    }
}

/// One's own token, or why there is none.
#[component]
fn OwnToken(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let auth = use_auth();
    let is_signed_in = Memo::new(move |_| auth.user().is_some());
    let is_readable = Memo::new(move |_| auth.token().is_some());
    let is_in_cookie =
        Memo::new(move |_| is_signed_in.get() && auth.tokens().chosen() == StoreKind::Cookie);
    move || {
        if is_readable.get() {
            view! {
                <button
                    type="button"
                    class="button small"
                    data-testid="example-own"
                    on:click=move |_| {
                        if let Some(token) = auth.tokens().get() {
                            bench.load(&token);
                        }
                    }
                >
                    {move || w().own_token}
                </button>
            }
            .into_any()
        } else if is_in_cookie.get() {
            view! {
                <p class="small" data-testid="own-in-cookie">
                    {move || w().own_in_cookie}
                </p>
            }
            .into_any()
        } else {
            view! {
                <A href=leading_back(LOGIN_PATH, "/inspector") attr:class="button small">
                    {move || w().log_in_for_own}
                </A>
            }
            .into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::lab::inspector::anatomy::Anatomy;
    use crate::lab::inspector::entered::{Entered, Spelling, Verdict, judge};

    #[wasm_bindgen_test]
    async fn every_example_fits_the_key_that_comes_with_it() {
        for sample in SAMPLES {
            let (token, key) = make(sample).await.unwrap();
            let anatomy = Anatomy::of(&token);
            assert!(anatomy.payload.members().is_ok(), "{}", sample.name);
            let entered = Entered::of(&key, Spelling::Text);
            let verdict = judge(&token, &anatomy, &entered).await;
            assert_eq!(verdict, Verdict::Fits(None), "{}", sample.name);
        }
    }
}
