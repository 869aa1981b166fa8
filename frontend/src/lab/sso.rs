//! Single sign-on: the log-in of this server, taken to another one. The other server
//! is a program of its own, at another origin; every call is a real one, and what it
//! saw of them it tells itself.

mod bench;
mod calls;
mod seen;
mod tokens;
mod words;

use leptos::prelude::*;

use self::bench::Bench;
use self::calls::Calls;
use self::seen::SeenThere;
use self::tokens::TwoTokens;
use self::words::Words;
use super::visitor::{Visitor, use_visitor};
use crate::auth_state::use_auth;
use crate::components::{A, Obstacle, Waiting, Work, use_title};
use crate::return_to;

fn use_words() -> impl Fn() -> &'static Words + Copy + Send + Sync + 'static {
    super::words::use_words(&words::EN, &words::ZH)
}

/// The address `/sso`.
#[component]
pub(super) fn SingleSignOn() -> impl IntoView {
    let t = use_words();
    use_title(move || t().title.to_owned());
    // Made anew for another user: the tokens were the former one's.
    let visitor = use_visitor();
    let shown = move || match visitor.get() {
        Visitor::Unknown => view! { <Waiting /> }.into_any(),
        Visitor::Nobody => view! { <LogInFirst /> }.into_any(),
        Visitor::User(_) => view! { <Trials /> }.into_any(),
    };
    view! {
        <section class="page sso">
            <div class="page-head">
                <h1 tabindex="-1">{move || t().title}</h1>
                <p class="lead">{move || t().lead}</p>
            </div>
            {shown}
            <Beyond />
        </section>
    }
}

#[component]
fn LogInFirst() -> impl IntoView {
    let t = use_words();
    let address = return_to::leading_back(return_to::LOGIN_PATH, "/sso");
    view! {
        <div class="card">
            <p>{move || t().log_in_lead}</p>
            <p class="actions">
                <A href=address attr:class="button primary">
                    {move || t().log_in}
                </A>
            </p>
        </div>
    }
}

/// What one does here, once it is known where the other server is.
#[component]
fn Trials() -> impl IntoView {
    let t = use_words();
    let bench = Bench::new(use_auth());
    let work = Work::of_this();
    let find = move || work.begin(bench.find());
    find();
    let find = StoredValue::new(find);
    move || match bench.found.get() {
        None => view! { <Waiting /> }.into_any(),
        Some(Err(error)) => {
            let again = move || find.with_value(|find| find());
            view! { <Obstacle error on_retry=again /> }.into_any()
        }
        Some(Ok(None)) => view! { <p class="card">{move || t().no_api}</p> }.into_any(),
        Some(Ok(Some(api))) => {
            let api = StoredValue::new(api);
            view! {
                <TwoTokens bench api />
                <Calls bench api />
                <SeenThere bench api />
            }
            .into_any()
        }
    }
}

/// How a service is registered, and gets a token where this page came from.
fn commands() -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!(
        "backend clients create nightly-export --scope reports:read
curl -u \"$ID:$SECRET\" -d grant_type=client_credentials {origin}/oauth/token"
    )
}

/// What is not in this lesson, so that nobody takes it for more than it is.
#[component]
fn Beyond() -> impl IntoView {
    let t = use_words();
    view! {
        <section class="card" aria-labelledby="sso-beyond">
            <h2 id="sso-beyond">{move || t().beyond}</h2>
            <p>{move || t().beyond_services}</p>
            <pre translate="no">
                <code>{commands()}</code>
            </pre>
            <p>
                <code>{"backend keys rotate --alg ES256"}</code>
                " "
                {move || t().beyond_rotation}
            </p>
            <p>{move || t().beyond_oidc}</p>
        </section>
    }
}
