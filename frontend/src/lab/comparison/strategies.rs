//! Three ways to take a token back, and the seconds that a disabled user keeps
//! under each.

use leptos::prelude::*;
use shared::lab::comparison::{LONG_SECONDS, LabToken, Run, Strategy};

use super::calls::{Asked, done, pause};
use super::figures::Call;
use super::timeline::{Lane, LaneHead, Timeline};
use super::trial::{Bench, Trial};
use super::use_words;
use crate::api::experiment::{Experiment, Method};
use crate::api::{self, ApiError, Client};

/// Milliseconds between two rounds of calls.
const EVERY: u64 = 180;
/// How long the user has access before it is taken away, in milliseconds.
const BEFORE: f64 = 2000.0;
/// How many rounds after the last one refuses.
const AFTER: usize = 3;
/// The longest lifetime is over long before.
const MOST_ROUNDS: usize = 100;

const TICKS: [(f64, &str); 4] = [
    (0.0, "0"),
    (2000.0, "2 s"),
    (4000.0, "4 s"),
    (6000.0, "6 s"),
];

#[component]
pub(super) fn Strategies(bench: Bench) -> impl IntoView {
    let t = use_words();
    let run = move |client| measure(client, bench.strategies);
    let heads = Strategy::ALL.into_iter().map(move |strategy| {
        let words = move || match strategy {
            Strategy::Expiry => &t().strategies.expiry,
            Strategy::Short => &t().strategies.short,
            Strategy::List => &t().strategies.list,
        };
        let test_id = match strategy {
            Strategy::Expiry => "kept-expiry",
            Strategy::Short => "kept-short",
            Strategy::List => "kept-list",
        };
        LaneHead {
            name: Signal::derive(move || words().name.to_owned()),
            note: Signal::derive(move || words().cost.to_owned()),
            kept: seconds,
            aside: |kept, t| (kept > 0.0).then(|| (t.strategies.to_scale)(to_scale(kept))),
            test_id,
        }
    });
    view! {
        <Trial
            name="strategies"
            title=Signal::derive(move || t().strategies.title)
            lead=Signal::derive(move || t().strategies.lead)
            button=Signal::derive(move || t().strategies.button)
            bench
            run
        >
            <p class="scale">{move || t().strategies.scale}</p>
            <Timeline
                heads=heads.collect()
                lanes=bench.strategies.into()
                span=(2300.0, 7000.0)
                ticks=&TICKS
                moment=Signal::derive(move || t().strategies.moment)
            />
        </Trial>
    }
}

/// Seconds with one digit: the calls are no closer together.
pub(super) fn seconds(milliseconds: f64) -> String {
    match milliseconds {
        0.0 => "0\u{a0}s".to_owned(),
        kept => format!("{:.1}\u{a0}s", kept / 1000.0),
    }
}

/// How many minutes that is where tokens live for fifteen.
pub(super) fn to_scale(milliseconds: f64) -> f64 {
    let scale = 15.0 / LONG_SECONDS as f64;
    milliseconds / 1000.0 * scale
}

async fn measure(client: Client, lanes: RwSignal<Vec<Lane>>) -> Result<(), ApiError> {
    let run = api::comparison::begin_run(&client).await?;
    let measured = call_until_refused(&run, lanes).await;
    // Nobody is left behind, whatever came of it.
    let gone = Experiment::new(Method::DELETE, &run.path()).send().await;
    measured?;
    done(&gone)?;
    lanes.update(|lanes| lanes.iter_mut().for_each(|lane| lane.is_over = true));
    Ok(())
}

async fn call_until_refused(run: &Run, lanes: RwSignal<Vec<Lane>>) -> Result<(), ApiError> {
    let mut short_lived = run.short.clone();
    let soon = now() + BEFORE;
    let lane = Lane {
        zero: soon,
        ..Lane::default()
    };
    lanes.set(vec![lane; Strategy::ALL.len()]);
    let mut is_disabled = false;
    let mut still_to_come = AFTER;
    for _ in 0..MOST_ROUNDS {
        for (at, strategy) in Strategy::ALL.into_iter().enumerate() {
            let call = match strategy {
                Strategy::Short => with_refresh(run, &mut short_lived).await?,
                _ => show(run.token(strategy), strategy).await?,
            };
            lanes.update(|lanes| lanes[at].calls.push(call));
        }
        if !is_disabled && now() >= soon {
            let request = Experiment::new(Method::POST, &run.disable_path());
            let zero = done(&request.send().await)?;
            lanes.update(|lanes| lanes.iter_mut().for_each(|lane| lane.zero = zero));
            is_disabled = true;
        }
        let all_refuse = lanes.with_untracked(|lanes| lanes.iter().all(Lane::is_refused));
        still_to_come -= usize::from(is_disabled && all_refuse);
        if still_to_come == 0 {
            break;
        }
        pause(EVERY).await;
    }
    Ok(())
}

async fn show(token: &str, strategy: Strategy) -> Result<Call, ApiError> {
    let request = Experiment::new(Method::GET, strategy.path()).bearer(token);
    Asked::here(&*request.send().await)?.call()
}

/// As a client does: a token that has run out is exchanged for another, if there
/// is one to be had, and the call made again.
async fn with_refresh(run: &Run, token: &mut String) -> Result<Call, ApiError> {
    let call = show(token, Strategy::Short).await?;
    if call.is_accepted() {
        return Ok(call);
    }
    let request = Experiment::new(Method::POST, &run.refresh_path());
    match request.fetch::<LabToken>().await {
        Ok(renewed) => {
            *token = renewed.access_token;
            show(token, Strategy::Short).await
        }
        Err(ApiError::Problem(problem)) if problem.status == 401 => Ok(call),
        Err(error) => Err(error),
    }
}

fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn eight_seconds_stand_for_fifteen_minutes() {
        assert!((to_scale(8000.0) - 15.0).abs() < 1e-9);
        assert_eq!(seconds(0.0), "0\u{a0}s");
        assert_eq!(seconds(5949.0), "5.9\u{a0}s");
    }
}
