//! "Log this user out now": how long access is kept, on either server.

use leptos::prelude::*;
use shared::lab::comparison::Question;

use super::calls::{Server, Visitor, pause};
use super::figures::milliseconds;
use super::timeline::{Lane, LaneHead, Timeline};
use super::trial::{Bench, Trial};
use super::use_words;
use crate::api::{self, ApiError, Client};

/// In the order of the lines.
const LANES: [(Question, Server); 4] = [
    (Question::Classic, Server::First),
    (Question::Classic, Server::Second),
    (Question::Token, Server::First),
    (Question::Token, Server::Second),
];
const TEST_IDS: [&str; 4] = [
    "kept-session-1",
    "kept-session-2",
    "kept-token-1",
    "kept-token-2",
];

/// How many calls of each before it happens.
const BEFORE: usize = 4;
/// How many after the last line refuses, so that it is seen to stay so.
const AFTER: usize = 3;
/// Milliseconds between two rounds of calls.
const EVERY: u64 = 60;
/// The news takes a second or two; whoever waits for this many rounds waits in
/// vain.
const MOST_ROUNDS: usize = 100;

const TICKS: [(f64, &str); 4] = [
    (0.0, "0"),
    (500.0, "500 ms"),
    (1000.0, "1 s"),
    (1500.0, "1.5 s"),
];

#[component]
pub(super) fn LogOutNow(bench: Bench) -> impl IntoView {
    let t = use_words();
    let run = move |client| measure(client, bench.ending);
    let heads = LANES.into_iter().zip(TEST_IDS).map(move |(lane, test_id)| {
        let name = move || match lane {
            (Question::Token, Server::First) => t().ending.token_first,
            (Question::Token, Server::Second) => t().ending.token_second,
            (_, Server::First) => t().ending.session_first,
            (_, Server::Second) => t().ending.session_second,
        };
        let note = move || match lane {
            (Question::Token, Server::First) => t().ending.token_first_note,
            (Question::Token, Server::Second) => t().ending.token_second_note,
            (_, Server::First) => t().ending.session_first_note,
            (_, Server::Second) => t().ending.session_second_note,
        };
        LaneHead {
            name: Signal::derive(move || name().to_owned()),
            note: Signal::derive(move || note().to_owned()),
            kept: |kept| match kept {
                0.0 => "0\u{a0}ms".to_owned(),
                kept => milliseconds(kept),
            },
            aside: |_, _| None,
            test_id,
        }
    });
    view! {
        <Trial
            name="ending"
            title=Signal::derive(move || t().ending.title)
            lead=Signal::derive(move || t().ending.lead)
            button=Signal::derive(move || t().ending.button)
            bench
            run
        >
            <Timeline
                heads=heads.collect()
                lanes=bench.ending.into()
                span=(650.0, 1650.0)
                ticks=&TICKS
                moment=Signal::derive(move || t().ending.moment)
            />
        </Trial>
    }
}

async fn measure(client: Client, lanes: RwSignal<Vec<Lane>>) -> Result<(), ApiError> {
    api::comparison::start_second(&client).await?;
    let visitor = Visitor::enter(&client).await?;
    // It will happen about then; when it has, this is put right.
    let soon = window().performance().map_or(0.0, |clock| clock.now()) + 450.0;
    let lane = Lane {
        zero: soon,
        ..Lane::default()
    };
    lanes.set(vec![lane; LANES.len()]);
    for _ in 0..BEFORE {
        round(&visitor, lanes).await?;
    }
    let session_ended = visitor.end_session().await?;
    let token_ended = visitor.end_token().await?;
    lanes.update(|lanes| {
        for (lane, (question, _)) in lanes.iter_mut().zip(LANES) {
            lane.zero = match question {
                Question::Token => token_ended,
                Question::Classic | Question::Own => session_ended,
            };
        }
    });
    let mut still_to_come = AFTER;
    for _ in 0..MOST_ROUNDS {
        round(&visitor, lanes).await?;
        let all_refuse = lanes.with_untracked(|lanes| lanes.iter().all(Lane::is_refused));
        still_to_come -= usize::from(all_refuse);
        if still_to_come == 0 {
            break;
        }
    }
    lanes.update(|lanes| lanes.iter_mut().for_each(|lane| lane.is_over = true));
    Ok(())
}

async fn round(visitor: &Visitor, lanes: RwSignal<Vec<Lane>>) -> Result<(), ApiError> {
    for (at, (question, server)) in LANES.into_iter().enumerate() {
        let call = visitor.ask(question, server).await?.call()?;
        lanes.update(|lanes| lanes[at].calls.push(call));
    }
    pause(EVERY).await;
    Ok(())
}
