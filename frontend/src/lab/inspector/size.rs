//! How long the token is, against what it may be. It goes along with every
//! request.

use leptos::prelude::*;

use super::super::words::use_words;
use super::anatomy::{Part, Shape};
use super::bench::Bench;
use super::json::Member;
use super::words::{EN, ZH};

/// What a token should stay under.
const GUIDANCE: usize = 1024;
/// What this server looks at.
const LIMIT: usize = 4096;
/// What many servers take for a line of the header, or for all of it.
const COMMON: usize = 8192;

/// The three parts, end to end, on a scale that ends at the next of the marks.
#[component]
pub(super) fn Size(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let drawn = move || {
        let size = bench.token().len();
        let anatomy = bench.anatomy();
        (size > 0).then(|| {
            let scale = scale(size);
            let parts = match anatomy.shape {
                Shape::TooLong | Shape::Empty => [0, 0, 0],
                _ => [&anatomy.header, &anatomy.payload, &anatomy.signature].map(|p| p.raw.len()),
            };
            view! {
                {bar(size, scale, parts)}
                <p class="small" data-testid="size-verdict">
                    {(w().size)(size)}
                    {(size > GUIDANCE).then(|| biggest(&anatomy.payload, w().biggest))}
                </p>
            }
        })
    };
    view! { <div class="size">{drawn}</div> }
}

fn scale(size: usize) -> usize {
    let marks = [GUIDANCE, LIMIT, COMMON];
    let next = marks.into_iter().find(|mark| size <= *mark);
    next.unwrap_or(size)
}

fn bar(size: usize, scale: usize, parts: [usize; 3]) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    // In thousandths of the scale.
    let at = |bytes: usize| bytes * 1000 / scale;
    let classes = ["part-header", "part-payload", "part-signature"];
    let mut from = 0;
    let segments = classes.iter().zip(parts).map(|(class, length)| {
        let x = at(from);
        let width = at(from + length).saturating_sub(x);
        // The dot that follows.
        from += length + 1;
        view! {
            <rect class=*class x=x.to_string() y="0" width=width.to_string() height="8"></rect>
        }
    });
    let segments = segments.collect_view();
    let rest = (parts == [0, 0, 0]).then(|| {
        view! { <rect class={"whole"} x="0" y="0" width=at(size).to_string() height="8"></rect> }
    });
    let marks = [GUIDANCE, LIMIT, COMMON]
        .into_iter()
        .filter(|mark| *mark < scale)
        .map(|mark| {
            let x = at(mark).to_string();
            view! { <line x1=x.clone() x2=x y1="-3" y2="11"></line> }
        });
    let marks = marks.collect_view();
    let class = match size {
        ..=LIMIT => "size-bar",
        _ => "size-bar over",
    };
    view! {
        <svg
            class=class
            viewBox="0 -3 1000 14"
            preserveAspectRatio="none"
            role="meter"
            aria-label=move || w().size_label
            aria-valuemin="0"
            aria-valuenow=size.to_string()
            aria-valuemax=scale.to_string()
            aria-valuetext=move || (w().bytes)(size)
        >
            <rect class={"track"} x="0" y="0" width="1000" height="8"></rect>
            {rest}
            {segments}
            {marks}
        </svg>
        <p class="size-scale meta" aria-hidden="true">
            <span class={"from"}>"0"</span>
            <span>{(w().bytes)(scale)}</span>
        </p>
    }
}

/// The members that take the most room, with the bytes that they have in the
/// token.
fn biggest(payload: &Part, say: fn(&str) -> String) -> Option<String> {
    let mut members = payload.members().ok()?;
    members.sort_by_key(|member| std::cmp::Reverse(weight(member)));
    let named = members.iter().take(3).map(|member| {
        let name: String = member.name.chars().take(24).collect();
        format!("{name} ({})", weight(member))
    });
    let named: Vec<_> = named.collect();
    (!named.is_empty()).then(|| say(&named.join(", ")))
}

/// With quotes, colon and comma; base64url makes four characters of three bytes.
fn weight(member: &Member) -> usize {
    (member.name.len() + member.value.len() + 4) * 4 / 3
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::lab::crypto::base64url;
    use crate::lab::inspector::anatomy::Anatomy;

    #[wasm_bindgen_test]
    fn the_scale_ends_at_the_next_mark() {
        for (size, end) in [
            (1, 1024),
            (1024, 1024),
            (1025, 4096),
            (4097, 8192),
            (9000, 9000),
        ] {
            assert_eq!(scale(size), end);
        }
    }

    #[wasm_bindgen_test]
    fn the_biggest_claims_are_named_first() {
        let payload = format!(r#"{{"a":1,"big":"{}","b":22}}"#, "x".repeat(90));
        let token = format!("e30.{}.x", base64url(payload));
        let named = biggest(&Anatomy::of(&token).payload, str::to_owned);
        assert_eq!(named.as_deref(), Some("big (132), b (9), a (8)"));
    }
}
