//! What is written at the parts of the picture: a sentence, and below it what
//! went over the wire, in its own words.

use shared::error::ErrorCode;
use shared::lab::TokenTrace;
use shared::trace::Verdict;

use super::mark::Action;
use super::story::{Kind, Light, Part, Wanted};
use super::words::Words;
use crate::locales::Texts;
use crate::wire_log::{Exchange, MASK, Response};

/// A sentence, and the particulars.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Caption {
    pub(super) title: String,
    pub(super) more: String,
}

/// Of a step, counted from 1.
pub(super) fn of_step(
    step: u8,
    part: &Part,
    wanted: Option<&Wanted>,
    (t, w): (&Texts, &Words),
) -> Caption {
    let flow = &t.flow;
    let Some(exchange) = part.exchange.as_deref() else {
        // What has not happened has no particulars.
        let title = match step {
            1 => flow.step_1,
            2 => flow.step_2,
            3 => flow.step_3,
            4 => flow.step_4,
            _ => flow.step_5,
        };
        return Caption {
            title: title.to_owned(),
            more: match part.light {
                Light::Before => w.before.to_owned(),
                _ => String::new(),
            },
        };
    };
    let kind = Kind::of(exchange);
    let is_made = matches!(wanted, Some(Wanted::By(Action::Made)));
    let title = match (step, kind) {
        (1, Kind::Refresh) => w.refresh_1,
        (1, _) => flow.step_1,
        (2, Kind::Refresh) => w.refresh_2,
        (2, _) => flow.step_2,
        (3, Kind::LogOut) => w.ask_log_out,
        (3, _) => asked(exchange, wanted, (t, w)),
        (4, Kind::LogOut) => w.answer_over,
        (4, _) if is_made => w.answer_made,
        (4, _) => flow.step_4,
        _ => return refused(exchange, (t, w)),
    };
    Caption {
        title: title.to_owned(),
        more: match step {
            1 | 3 => sent(exchange, w),
            _ => received(exchange),
        },
    }
}

fn asked(exchange: &Exchange, wanted: Option<&Wanted>, (t, w): (&Texts, &Words)) -> &'static str {
    match wanted {
        Some(Wanted::By(Action::Altered(_))) => w.ask_altered,
        Some(Wanted::By(Action::Expired)) => w.ask_expired,
        Some(Wanted::By(Action::Made)) => w.ask_made,
        Some(Wanted::SecondTry) => w.ask_again,
        _ if exchange.token().is_some() => t.flow.step_3,
        _ if exchange.request.has_cookies => w.ask_by_cookie,
        _ => w.ask_without,
    }
}

fn refused(exchange: &Exchange, (t, w): (&Texts, &Words)) -> Caption {
    let Some(response) = exchange.response() else {
        let name = match &exchange.end {
            Some(end) => end.response.as_ref().err().copied().unwrap_or_default(),
            None => "",
        };
        return Caption {
            title: (w.lost)(name),
            more: milliseconds(exchange),
        };
    };
    let code = response.code().unwrap_or_default();
    let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
    let why = known.map_or_else(|| code.clone(), |&code| (t.error)(code).title.to_owned());
    let mut more = format!("{} {code} · {}", response.status, milliseconds(exchange));
    if let Some(seconds) = response.header("retry-after") {
        more.push_str(&format!(" · Retry-After: {seconds}"));
    }
    Caption {
        title: (w.refused)(&why),
        more,
    }
}

fn sent(exchange: &Exchange, w: &Words) -> String {
    let request = &exchange.request;
    let line = format!("{} {}", request.method, request.path);
    match (exchange.token(), &request.body) {
        (Some(token), _) => {
            let beginning: String = token.chars().take(6).collect();
            format!("{line} · Bearer {beginning}…")
        }
        // How long a masked one was would tell how long the password is.
        (None, Some(body)) if !body.contains(MASK) => format!("{line} · {} B", body.len()),
        (None, Some(_)) => line,
        (None, None) if request.has_cookies => format!("{line} · {}", w.in_cookie),
        (None, None) => line,
    }
}

fn received(exchange: &Exchange) -> String {
    let status = exchange.status().unwrap_or_default();
    let mut text = format!("{status} · {}", milliseconds(exchange));
    let hash = exchange
        .response()
        .and_then(|response| stage(response, "hash"));
    if let Some(hash) = hash {
        text.push_str(&format!(" · bcrypt {hash}"));
    }
    text
}

/// How long a stage of the server took, as it says.
pub(super) fn stage(response: &Response, name: &str) -> Option<String> {
    let stage = response.stages.iter().find(|stage| stage.name == name)?;
    Some(time(stage.milliseconds))
}

/// How long an exchange took, as this page saw it; nothing while it is under way.
pub(super) fn milliseconds(exchange: &Exchange) -> String {
    exchange
        .end
        .as_ref()
        .map(|end| time(end.milliseconds))
        .unwrap_or_default()
}

/// With the digits that mean something.
pub(super) fn time(milliseconds: f64) -> String {
    // By whole numbers: what it takes to write a fraction is 20 KB of the page.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "durations are not negative, and short"
    )]
    let rounded = |number: f64| number.round() as u64;
    if milliseconds < 0.095 {
        format!("{} µs", rounded(milliseconds * 1000.0))
    } else if milliseconds < 9.95 {
        let tenths = rounded(milliseconds * 10.0);
        format!("{}.{} ms", tenths / 10, tenths % 10)
    } else {
        format!("{} ms", rounded(milliseconds))
    }
}

/// Of the server's checks.
pub(super) fn of_checks(part: &Part, w: &Words) -> Caption {
    let response = part.exchange.as_deref().and_then(Exchange::response);
    let Some((response, trace)) = response.and_then(|r| Some((r, r.trace.as_ref()?))) else {
        return Caption {
            title: w.checks.to_owned(),
            more: String::new(),
        };
    };
    let took = stage(response, "verify").unwrap_or_default();
    Caption {
        title: match failed_check(trace) {
            None => (w.checks_passed)(trace.checks.len()),
            Some(number) => (w.checks_refused)(number),
        },
        more: (w.judged_in)(&took),
    }
}

/// The number of the check that refused, counted from 1.
pub(super) fn failed_check(trace: &TokenTrace) -> Option<usize> {
    let mut verdicts = trace.checks.iter().map(|report| report.verdict);
    verdicts
        .position(|verdict| verdict == Verdict::Failed)
        .map(|index| index + 1)
}

/// Whether an answer brought a token that a script can read.
pub(super) fn brought_token(exchange: &Exchange) -> bool {
    exchange
        .response()
        .is_some_and(|response| response.text_in_body("access_token").is_some())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn times_have_as_many_digits_as_mean_something() {
        for (milliseconds, text) in [
            (0.0123, "12 µs"),
            (0.09, "90 µs"),
            (0.31, "0.3 ms"),
            (9.96, "10 ms"),
            (61.4, "61 ms"),
        ] {
            assert_eq!(time(milliseconds), text);
        }
    }
}
