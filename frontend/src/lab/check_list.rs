//! The server's checks on one token, as it made them: the verdict of each, what
//! it saw, and how long it took.

mod words;

use leptos::prelude::*;
use shared::lab::TokenTrace;
use shared::trace::{CheckReport, Verdict};

use super::words::use_words;
use words::{EN, ZH};

/// All checks in their order. Each unfolds to why it is made; the one that
/// caught the token is open from the start.
#[component]
pub(crate) fn CheckList(trace: TokenTrace) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let count = trace.checks.len();
    let failed = trace
        .checks
        .iter()
        .position(|report| report.verdict == Verdict::Failed);
    let class = match failed {
        None => "checks-verdict good",
        Some(_) => "checks-verdict bad",
    };
    let verdict = move || match failed {
        None => (w().all_passed)(count),
        Some(index) => (w().refused_by)(index + 1, count),
    };
    let rows = trace.checks.into_iter().map(row).collect_view();
    view! {
        <p class=class data-testid="checks-verdict">
            {verdict}
            {trace.code.map(|code| view! { <code>{code.as_str()}</code> })}
        </p>
        <ol class="checks">{rows}</ol>
    }
}

fn row(report: CheckReport) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let check = report.check;
    let (class, sign) = match report.verdict {
        Verdict::Passed => ("check passed", "✓"),
        Verdict::Failed => ("check failed", "✗"),
        Verdict::NotReached => ("check not-reached", "·"),
    };
    let verdict = move || match report.verdict {
        Verdict::Passed => w().passed,
        Verdict::Failed => w().failed,
        Verdict::NotReached => w().not_reached,
    };
    let is_reached = report.verdict != Verdict::NotReached;
    let took = is_reached.then(|| microseconds(report.nanoseconds));
    let saw = (!report.saw.is_empty()).then(|| report.saw.clone());
    let whole = saw.clone();
    view! {
        <li class=class data-testid="check" data-check=check.as_str()>
            <details open=report.verdict == Verdict::Failed>
                <summary>
                    <span class="sign" aria-hidden="true">
                        {sign}
                    </span>
                    <span class="visually-hidden">{verdict}</span>
                    <span class="name">{move || (w().check)(check).name}</span>
                    <code class="saw" aria-hidden="true">
                        {saw}
                    </code>
                    <span class="took">{took}</span>
                </summary>
                <div class="more">
                    {whole
                        .map(|saw| {
                            view! {
                                <p>
                                    {move || w().saw}
                                    " "
                                    <code data-testid="saw">{saw}</code>
                                </p>
                            }
                        })}
                    <p>{move || (w().check)(check).why}</p>
                </div>
            </details>
        </li>
    }
}

/// So many nanoseconds, in microseconds with the digits that mean something.
pub(crate) fn microseconds(nanoseconds: u64) -> String {
    match nanoseconds {
        0..=9_999 => format!("{}.{} µs", nanoseconds / 1000, nanoseconds / 100 % 10),
        _ => format!("{} µs", nanoseconds / 1000),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn small_times_have_a_digit_after_the_point() {
        for (nanoseconds, text) in [
            (0, "0.0 µs"),
            (90, "0.0 µs"),
            (1_270, "1.2 µs"),
            (9_999, "9.9 µs"),
            (53_400, "53 µs"),
        ] {
            assert_eq!(microseconds(nanoseconds), text);
        }
    }
}
