//! What each does better, in the figures that were measured.

use leptos::prelude::*;

use super::figures::{grouped, median, milliseconds};
use super::hundred::CALLS;
use super::strategies::{seconds, to_scale};
use super::timeline::Lane;
use super::trial::Bench;
use super::use_words;
use super::words::Words;

/// What a row says of both, once it is known, and by what number they differ: less
/// is better.
struct Row {
    test_id: &'static str,
    name: &'static str,
    texts: Option<[String; 2]>,
    numbers: [f64; 2],
}

impl Row {
    fn new(
        test_id: &'static str,
        name: &'static str,
        said: Option<([f64; 2], [String; 2])>,
    ) -> Self {
        let (numbers, texts) = said.unzip();
        Self {
            test_id,
            name,
            texts,
            numbers: numbers.unwrap_or_default(),
        }
    }
}

#[component]
pub(super) fn Summary(bench: Bench) -> impl IntoView {
    let t = use_words();
    let rows = move || {
        let t = t();
        rows(bench, t)
            .into_iter()
            .map(|row| shown(row, t))
            .collect_view()
    };
    view! {
        <section class="trial" aria-labelledby="summary">
            <header>
                <div>
                    <h2 id="summary">{move || t().summary.title}</h2>
                    <p class="small">{move || t().summary.lead}</p>
                </div>
            </header>
            <table class="matrix summary">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{move || t().session}</th>
                        <th scope="col">{move || t().token}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn shown(row: Row, t: &'static Words) -> impl IntoView {
    let [session, token] = row.numbers;
    let is_better = [session < token, token < session];
    let cells = [0, 1].map(|side| {
        let text = row.texts.as_ref().map(|texts| texts[side].clone());
        let is_better = text.is_some() && is_better[side];
        let class = match (is_better, text.is_some()) {
            (true, _) => "better",
            (false, true) => "plain",
            (false, false) => "meta",
        };
        let mark = is_better.then(|| {
            view! {
                <span class="visually-hidden">{" ("} {t.summary.better} {")"}</span>
            }
        });
        view! {
            <td class=class data-testid=format!("summary-{}-{side}", row.test_id)>
                {text.unwrap_or_else(|| t.not_measured.to_owned())}
                {mark}
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row">{row.name}</th>
            {cells.into_iter().collect_view()}
        </tr>
    }
}
fn rows(bench: Bench, t: &'static Words) -> Vec<Row> {
    let hundred = bench.hundred.get();
    let hundred = hundred.as_ref();
    let look_ups = hundred.map(|of| [of.session.look_ups(), of.token.look_ups()]);
    let bytes = hundred.map(|of| [of.session.bytes() / CALLS, of.token.bytes() / CALLS]);
    let server = hundred.map(|of| [median(&of.session.server()), median(&of.token.server())]);
    let elsewhere = bench
        .servers
        .get()
        .map(|cells| [&cells[0][1], &cells[2][1]].map(|cell| cell.status));
    let ended = kept(&bench.ending.get());
    let ended = |server: usize| {
        let kept = ended.as_ref()?;
        let pair = [kept[server], kept[2 + server]];
        let text = |value: f64| match value {
            0.0 => t.summary.at_once.to_owned(),
            value => milliseconds(value),
        };
        Some((pair, pair.map(text)))
    };
    let disabled = kept(&bench.strategies.get()).map(|kept| {
        let texts = [0, 1, 2].map(|at| seconds(kept[at]));
        let texts = [&*texts[0], &*texts[1], &*texts[2]];
        let token = (t.summary.disabled_token)(texts, to_scale(kept[0]));
        // A list brings the token to the session's level; not having one does not.
        ([0.0, kept[0]], [t.summary.at_once.to_owned(), token])
    });
    let s = &t.summary;
    let always = |session: &str, token: &str, better: [f64; 2]| {
        Some((better, [session.to_owned(), token.to_owned()]))
    };
    vec![
        Row::new(
            "look-ups",
            s.look_ups,
            look_ups.map(|both| (both.map(f64::from), both.map(|n| grouped(n as usize)))),
        ),
        Row::new(
            "bytes",
            s.bytes,
            bytes.map(|both| (both.map(|n| n as f64), both.map(grouped))),
        ),
        Row::new(
            "server",
            s.server,
            server.map(|both| (both, both.map(milliseconds))),
        ),
        Row::new(
            "elsewhere",
            s.elsewhere,
            elsewhere.map(|both| {
                let text = |status| match status {
                    200 => (s.accepted)(status),
                    status => (s.refused)(status),
                };
                (both.map(f64::from), both.map(text))
            }),
        ),
        Row::new("ended-here", s.ended_here, ended(0)),
        Row::new("ended-there", s.ended_there, ended(1)),
        Row::new("disabled", s.disabled, disabled),
        Row::new(
            "keeps",
            s.keeps,
            always(s.keeps_session, s.keeps_token, [1.0, 0.0]),
        ),
        Row::new(
            "cross-site",
            s.cross_site,
            always(s.cross_site_session, s.cross_site_token, [1.0, 0.0]),
        ),
    ]
}

/// How long access was kept on each line, once all have been measured.
fn kept(lanes: &[Lane]) -> Option<Vec<f64>> {
    let is_over = !lanes.is_empty() && lanes.iter().all(|lane| lane.is_over);
    is_over.then(|| lanes.iter().map(Lane::kept).collect())
}
