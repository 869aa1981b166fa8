//! A token byte for byte, in the colours of its parts.

use std::ops::Range;

use leptos::prelude::*;

use super::saml;
use super::specimen::{Format, pieces, stretches};

/// How a token is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// In lines; nothing but the line breaks is added.
    Lines,
    Exact,
    /// As it goes into an address.
    Url,
}

/// The lines of a format that has some.
fn lines(format: Format, text: &str) -> Vec<(usize, Range<usize>)> {
    match format {
        Format::Saml => saml::lines(text),
        Format::Swt => {
            let mut at = 0;
            let line = |pair: &str| {
                let line = at..at + pair.len();
                at = line.end;
                (0, line)
            };
            text.split_inclusive('&').map(line).collect()
        }
        _ => vec![(0, 0..text.len())],
    }
}

/// The text in one piece or in lines, with the altered character marked.
pub(super) fn token_text(
    format: Format,
    text: &str,
    shown: Shown,
    altered: Option<usize>,
) -> impl IntoView + use<> {
    let stretches = stretches(format, text);
    let lines = match shown {
        Shown::Lines => lines(format, text),
        Shown::Exact | Shown::Url => vec![(0, 0..text.len())],
    };
    lines
        .into_iter()
        .map(|(depth, range)| {
            let pieces = pieces(text, range, &stretches, altered).into_iter().map(|piece| {
                let class = piece.part.class();
                match piece.is_altered {
                    true => view! { <mark class=class>{piece.text}</mark> }.into_any(),
                    false => view! { <span class=class>{piece.text}</span> }.into_any(),
                }
            });
            // No deeper than the style sheet goes.
            view! { <span class=format!("line depth-{}", depth.min(8))>{pieces.collect_view()}</span> }
        })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_pairs_of_a_simple_web_token_are_its_lines() {
        let text = "a=1&b=2&c=3";
        let lines = lines(Format::Swt, text);
        let shown: Vec<_> = lines.into_iter().map(|(_, range)| &text[range]).collect();
        assert_eq!(shown, ["a=1&", "b=2&", "c=3"]);
    }
}
