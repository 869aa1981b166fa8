//! The same hundred calls with a session and with a token, in turn, and what each
//! of them cost.

use leptos::prelude::*;
use shared::lab::comparison::Question;

use super::calls::{Server, Visitor};
use super::drawing::{Bar, Bars, Strips};
use super::figures::{Series, grouped, median, milliseconds};
use super::trial::{Bench, Trial};
use super::use_words;
use crate::api::{ApiError, Client};

/// How many of each kind.
pub(super) const CALLS: usize = 100;

/// What was measured, of the session and of the token.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Hundred {
    pub(super) session: Series,
    pub(super) token: Series,
}

#[component]
pub(super) fn HundredCalls(bench: Bench) -> impl IntoView {
    let t = use_words();
    let made = RwSignal::new(0_usize);
    let run = move |client| async move {
        bench.hundred.set(None);
        let hundred = measure(client, made).await?;
        bench.hundred.set(Some(hundred));
        Ok(())
    };
    let shown = move || match bench.hundred.get() {
        Some(hundred) => view! { <Results hundred /> }.into_any(),
        None => ().into_any(),
    };
    let label = move || (t().hundred.progress)(made.get(), 2 * CALLS);
    view! {
        <Trial
            name="hundred"
            title=Signal::derive(move || t().hundred.title)
            lead=Signal::derive(move || t().hundred.lead)
            button=Signal::derive(move || t().hundred.button)
            bench
            run
        >
            {move || {
                (bench.running.get() == Some("hundred"))
                    .then(|| {
                        view! {
                            <p class="running">
                                <progress
                                    max=(2 * CALLS).to_string()
                                    value=move || made.get().to_string()
                                    aria-label=label
                                ></progress>
                                <span class="meta">{label}</span>
                            </p>
                        }
                    })
            }}
            {shown}
        </Trial>
    }
}

/// One of each in turn, and the other one first every second time: what else this
/// machine does meanwhile slows both down alike.
async fn measure(client: Client, made: RwSignal<usize>) -> Result<Hundred, ApiError> {
    made.set(0);
    let visitor = Visitor::enter(&client).await?;
    let mut hundred = Hundred::default();
    for round in 0..CALLS {
        let mut order = [Question::Classic, Question::Token];
        if round % 2 == 1 {
            order.reverse();
        }
        for question in order {
            let sample = visitor.ask(question, Server::First).await?.sample()?;
            match question {
                Question::Token => hundred.token.0.push(sample),
                Question::Classic | Question::Own => hundred.session.0.push(sample),
            }
            made.update(|made| *made += 1);
        }
    }
    visitor.end_session().await?;
    visitor.end_token().await?;
    Ok(hundred)
}

#[component]
fn Results(hundred: Hundred) -> impl IntoView {
    let t = use_words();
    let Hundred { session, token } = hundred;
    let bar = |value: usize, test_id| Bar {
        value: value as f64,
        text: grouped(value),
        test_id,
    };
    let look_ups = [
        bar(session.look_ups() as usize, "look-ups-session"),
        bar(token.look_ups() as usize, "look-ups-token"),
    ];
    let bytes = [
        bar(session.bytes(), "bytes-session"),
        bar(token.bytes(), "bytes-token"),
    ];
    let per_call = (session.bytes() / CALLS, token.bytes() / CALLS);
    let medians = |values: &[Vec<f64>; 2]| [0, 1].map(|at| milliseconds(median(&values[at])));
    let server = [session.server(), token.server()];
    let round_trip = [session.round_trip(), token.round_trip()];
    view! {
        <div class="figures" data-testid="hundred-results">
            <Bars
                title=Signal::derive(move || t().hundred.look_ups)
                note=Signal::derive(move || t().hundred.look_ups_note.to_owned())
                bars=look_ups
            />
            <Bars
                title=Signal::derive(move || t().hundred.bytes)
                note=Signal::derive(move || (t().hundred.bytes_note)(per_call.0, per_call.1))
                bars=bytes
            />
            <Strips
                title=Signal::derive(move || t().hundred.server)
                medians=medians(&server)
                values=server
            />
            <Strips
                title=Signal::derive(move || t().hundred.round_trip)
                medians=medians(&round_trip)
                values=round_trip
            />
        </div>
        <p class="small">{move || t().hundred.caveat}</p>
    }
}
