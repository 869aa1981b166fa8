//! How large each format is: bars drawn from the bytes that were counted.

use leptos::prelude::*;

use super::measure::Travels;
use super::specimen::{Format, Part, stretches};
use super::words::{EN, ZH};
use crate::lab::words::use_words;

/// What a browser takes as a cookie at the least, name and all (RFC 6265 §6.1).
const COOKIE_BYTES: usize = 4096;

/// What has been measured so far.
pub(super) type Sizes = RwSignal<Vec<(Format, Travels)>>;

/// Puts a format's measures in, in place of former ones.
pub(super) fn measured(sizes: Sizes, format: Format, travels: Travels) {
    sizes.update(|sizes| {
        sizes.retain(|(other, _)| *other != format);
        sizes.push((format, travels));
    });
}

/// A number with a comma before every three digits, as both languages write it.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Two bars for each: in a header, in the colours of its parts, and in a URL.
#[component]
pub(super) fn Chart(sizes: Sizes) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let rows = move || {
        let sizes = sizes.get();
        let longest = sizes
            .iter()
            .map(|(_, travels)| travels.header.len().max(travels.url.len()))
            .max()
            .unwrap_or(0)
            .max(COOKIE_BYTES);
        Format::ALL
            .into_iter()
            .map(|format| {
                let travels = sizes.iter().find(|(other, _)| *other == format);
                row(format, travels.map(|(_, travels)| travels), longest)
            })
            .collect_view()
    };
    let legend = move || {
        let entry = |part: Part, text| view! { <li class=part.class()>{text}</li> };
        view! {
            {entry(Part::Header, w().legend_header)}
            {entry(Part::Payload, w().legend_payload)}
            {entry(Part::Signature, w().legend_signature)}
            {entry(Part::Other, w().legend_other)}
            <li class="in-url">{w().legend_url}</li>
            <li class="limit">{w().legend_limit}</li>
        }
    };
    view! {
        <section class="card formats-sizes" aria-labelledby="formats-sizes">
            <h2 id="formats-sizes">{move || w().sizes}</h2>
            <p class="small">{move || w().sizes_lead}</p>
            <ul class="legend">{legend}</ul>
            <ul class="bars" data-testid="size-chart">
                {rows}
            </ul>
        </section>
    }
}

fn row(format: Format, travels: Option<&Travels>, longest: usize) -> impl IntoView + use<> {
    let w = use_words(&EN, &ZH);
    let percent = move |bytes: usize| share(bytes, longest);
    let bars = travels.map(|travels| {
        let (header, url) = (travels.header.len(), travels.url.len());
        let parts = stretches(format, &travels.text);
        // base64 makes everything longer by the same.
        let scale = |bytes: usize| share(bytes, travels.text.len()) * percent(header) / 100.0;
        let rects = parts
            .into_iter()
            .map(|(part, range)| {
                let (x, width) = (scale(range.start), scale(range.len()));
                view! {
                    <rect
                        class=part.class()
                        x=format!("{x:.3}%")
                        width=format!("{width:.3}%")
                        height="100%"
                    />
                }
            })
            .collect_view();
        let limit = format!("{:.3}%", percent(COOKIE_BYTES));
        let url_width = format!("{:.3}%", percent(url));
        view! {
            <svg class="bar" aria-hidden="true">
                {rects}
                <line class="limit" x1=limit.clone() x2=limit y2="100%" />
            </svg>
            <span class="size">
                <span class="visually-hidden">{move || w().in_header} " "</span>
                <b data-testid=format!("bar-header-{}", format.id())>{grouped(header)}</b>
            </span>
            <svg class="bar thin" aria-hidden="true">
                <rect class="in-url" width=url_width height="100%" />
            </svg>
            <span class="size meta">
                <span class="visually-hidden">{move || w().in_url} " "</span>
                <span data-testid=format!("bar-url-{}", format.id())>{grouped(url)}</span>
            </span>
        }
    });
    view! {
        <li>
            <a class="name" href=format!("#{}", format.id())>
                {format.name()}
            </a>
            {bars}
        </li>
    }
}

/// In percent.
#[expect(clippy::cast_precision_loss, reason = "tokens have thousands of bytes")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64 * 100.0
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_number_is_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(4096), "4,096");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
