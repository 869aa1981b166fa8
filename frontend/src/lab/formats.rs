//! The lesson on formats: one identity as JWT, SWT, SAML and JWE, byte for byte,
//! each checked in this browser.

mod chart;
mod comparison;
mod encrypted;
mod facts;
mod jwe;
mod measure;
mod panel;
mod saml;
mod specimen;
mod token_text;
mod verify;
mod words;

use leptos::prelude::*;
use shared::lab::formats::Formats;

use super::quiz::{Lesson, Quiz};
use super::visitor::{Visitor, use_visitor};
use super::words::use_words;
use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{
    A, DEMO_USERS, Message, Notice, Obstacle, Skeleton, Work, has_demo_users, use_title,
};
use crate::locales::{use_i18n, use_texts};
use crate::{return_to, time};
use chart::{Chart, Sizes};
use comparison::Comparison;
use encrypted::Encrypted;
use panel::Panel;
use specimen::Format;
use words::{EN, ZH};

/// The address `/formats`.
#[component]
pub(crate) fn FormatsPage() -> impl IntoView {
    let auth = use_auth();
    let w = use_words(&EN, &ZH);
    use_title(move || w().title.to_owned());
    // Made anew for another user.
    let visitor = use_visitor();
    let tokens = move || match visitor.get() {
        Visitor::Unknown => match auth.obstacle() {
            None => view! { <Skeleton /> }.into_any(),
            Some(error) => view! { <Obstacle error on_retry=move || auth.check() /> }.into_any(),
        },
        Visitor::Nobody => view! { <LogInFirst /> }.into_any(),
        Visitor::User(_) => view! { <Tokens /> }.into_any(),
    };
    view! {
        <section class="page formats">
            <div class="page-head">
                <h1 tabindex="-1">{move || w().title}</h1>
                <p class="lead">{move || w().lead}</p>
            </div>
            {tokens}
            <Comparison />
            <Quiz lesson=Lesson::FORMATS />
        </section>
    }
}

/// Without an identity there is nothing to write down.
#[component]
fn LogInFirst() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let farewell = Signal::derive(move || {
        auth.farewell()
            .map(|farewell| Message::from_farewell(farewell, t()))
    });
    let demo_users = has_demo_users().then(|| {
        let users = DEMO_USERS.iter().map(|user| {
            view! {
                <li>
                    <code>{user.username}</code>
                    {" / "}
                    <code>{user.password}</code>
                </li>
            }
        });
        view! {
            <div class="demo-hint">
                <p>{move || w().demo}</p>
                <ul>{users.collect_view()}</ul>
            </div>
        }
    });
    let log_in = return_to::leading_back(return_to::LOGIN_PATH, "/formats");
    view! {
        <div class="card formats-log-in">
            <Notice message=farewell />
            <p>{move || w().log_in_lead}</p>
            <p class="actions">
                <A href=log_in attr:class="button primary" attr:data-testid="formats-log-in">
                    {move || w().log_in}
                </A>
            </p>
            {demo_users}
        </div>
    }
}

/// The tokens of whoever is logged in.
#[component]
fn Tokens() -> impl IntoView {
    let auth = use_auth();
    let work = Work::of_this();
    let fetched = RwSignal::new(None::<Result<Formats, ApiError>>);
    let fetch = move || {
        work.begin(async move {
            let answer = api::formats::get(&auth.client()).await;
            fetched.set(Some(answer));
        });
    };
    fetch();
    let fetch = StoredValue::new(fetch);
    let again = move || fetch.with_value(|fetch| fetch());
    move || match fetched.get() {
        None => view! { <Skeleton lines=6 /> }.into_any(),
        Some(Err(error)) => view! { <Obstacle error on_retry=again /> }.into_any(),
        Some(Ok(formats)) => {
            let formats = StoredValue::new(formats);
            let sizes: Sizes = RwSignal::new(Vec::new());
            let panels = Format::SIGNED.map(|format| view! { <Panel format formats sizes /> });
            view! {
                <div class="formats-top">
                    <Identity formats on_renew=again />
                    <Chart sizes />
                </div>
                {panels.collect_view()}
                <Encrypted formats sizes />
            }
            .into_any()
        }
    }
}

/// What all of them say, by the names that a JWT has for it.
#[component]
fn Identity(
    formats: StoredValue<Formats>,
    on_renew: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let identity = formats.with_value(|formats| formats.identity.clone());
    let row = move |name: &'static str, value: String, seconds: Option<i64>| {
        let meaning = move || (t().claim)(name).map(|claim| claim.name);
        let readable = move || seconds.and_then(|s| time::from_seconds(s, i18n.language()));
        view! {
            <div>
                <dt>
                    <code>{name}</code>
                    <span>{meaning}</span>
                </dt>
                <dd translate="no" data-testid=format!("identity-{name}")>
                    {match seconds {
                        None => view! { <code>{value}</code> }.into_any(),
                        Some(_) => view! { <span>{readable}</span> }.into_any(),
                    }}
                </dd>
            </div>
        }
    };
    let time = |name, seconds: i64| row(name, String::new(), Some(seconds));
    view! {
        <section class="card formats-identity" aria-labelledby="formats-identity">
            <h2 id="formats-identity">{move || w().identity}</h2>
            <dl class="part-payload">
                {row("sub", identity.sub, None)}
                {row("role", identity.role.as_str().to_owned(), None)}
                {row("iss", identity.iss, None)}
                {row("aud", identity.aud, None)}
                {time("iat", identity.iat)}
                {time("exp", identity.exp)}
                {time("auth_time", identity.auth_time)}
            </dl>
            <p class="small">{move || w().identity_lead}</p>
            <p class="actions">
                <button
                    type="button"
                    class="button small"
                    data-testid="formats-anew"
                    on:click=move |_| on_renew()
                >
                    {move || w().anew}
                </button>
            </p>
        </section>
    }
}
