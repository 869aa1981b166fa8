//! Session beside token: what each costs and what each can do, measured by the
//! page with real requests, and drawn.

mod calls;
mod drawing;
mod ending;
mod figures;
mod hundred;
mod servers;
mod strategies;
mod summary;
mod timeline;
mod trial;
mod words;

use leptos::prelude::*;

use self::ending::LogOutNow;
use self::hundred::HundredCalls;
use self::servers::SecondServer;
use self::strategies::Strategies;
use self::summary::Summary;
use self::trial::Bench;
use self::words::Words;
use super::quiz::{Lesson, Quiz};
use super::visitor::{Visitor, use_visitor};
use crate::components::{DEMO_USERS, Waiting, has_demo_users, use_title};
use crate::return_to;

fn use_words() -> impl Fn() -> &'static Words + Copy + Send + Sync + 'static {
    super::words::use_words(&words::EN, &words::ZH)
}

/// The address `/comparison`.
#[component]
pub(super) fn Comparison() -> impl IntoView {
    let t = use_words();
    use_title(move || t().title.to_owned());
    // Made anew for another user: what was measured was the former one's.
    let visitor = use_visitor();
    let shown = move || match visitor.get() {
        Visitor::Unknown => view! { <Waiting /> }.into_any(),
        Visitor::Nobody => view! {
            <Head />
            <LogInFirst />
        }
        .into_any(),
        Visitor::User(_) => {
            let bench = Bench::empty();
            view! {
                <Head />
                <HundredCalls bench />
                <SecondServer bench />
                <LogOutNow bench />
                <Strategies bench />
                <Summary bench />
            }
            .into_any()
        }
    };
    view! {
        <section class="page comparison">
            {shown} <Quiz lesson=Lesson::COMPARISON />
        </section>
    }
}

#[component]
fn Head() -> impl IntoView {
    let t = use_words();
    view! {
        <div class="page-head">
            <h1 tabindex="-1">{move || t().title}</h1>
            <p class="lead">{move || t().lead}</p>
        </div>
    }
}

type TitleAndLead = fn(&Words) -> (&'static str, &'static str);

/// For who is not logged in.
#[component]
fn LogInFirst() -> impl IntoView {
    let t = use_words();
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
        view! { <ul>{users.collect_view()}</ul> }
    });
    let trials: [TitleAndLead; 4] = [
        |t| (t.hundred.title, t.hundred.lead),
        |t| (t.servers.title, t.servers.lead),
        |t| (t.ending.title, t.ending.lead),
        |t| (t.strategies.title, t.strategies.lead),
    ];
    let trials = trials.map(|words| {
        view! {
            <li>
                <h3>{move || words(t()).0}</h3>
                <p class="small">{move || words(t()).1}</p>
            </li>
        }
    });
    let address = return_to::leading_back(return_to::LOGIN_PATH, "/comparison");
    view! {
        <div class="log-in-first">
            <p>{move || t().log_in_lead}</p>
            <div class="demo-hint">{demo_users}</div>
            <p class="actions">
                <a class="button primary" href=address>
                    {move || t().log_in}
                </a>
            </p>
        </div>
        <section class="trial" aria-labelledby="to-measure">
            <h2 id="to-measure">{move || t().to_measure}</h2>
            <ul class="to-measure">{trials.into_iter().collect_view()}</ul>
        </section>
    }
}
