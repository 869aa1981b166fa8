//! Times as people read them. The wire has RFC 3339 and seconds since 1970.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::locales::Language;

/// The time now, in seconds since 1970, by this computer's clock: good for
/// showing a countdown, and never for judging a token.
pub(crate) fn now() -> i64 {
    seconds(Date::now())
}

/// `2026-11-21T08:00:00Z` in the reader's language and time zone; the text as
/// it is if it is no time.
pub(crate) fn from_rfc3339(text: &str, language: Language) -> String {
    format(&Date::new(&text.into()), language).unwrap_or_else(|| text.to_owned())
}

/// Seconds since 1970 likewise; none if that is beyond what a calendar holds.
pub(crate) fn from_seconds(seconds: i64, language: Language) -> Option<String> {
    // Exact up to 2^53, which is further than `Date` goes.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    format(&Date::new(&(seconds as f64 * 1000.0).into()), language)
}

fn format(date: &Date, language: Language) -> Option<String> {
    if date.get_time().is_nan() {
        return None;
    }
    let options = Object::new();
    for (key, value) in [("dateStyle", "medium"), ("timeStyle", "medium")] {
        Reflect::set(&options, &key.into(), &JsValue::from(value)).ok()?;
    }
    Some(date.to_locale_string(language.tag(), &options).into())
}

fn seconds(milliseconds: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds are wanted")]
    let whole = (milliseconds / 1000.0).floor() as i64;
    whole
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_time_is_written_as_the_language_writes_it() {
        let time = "2026-11-21T12:00:00Z";
        let en = from_rfc3339(time, Language::English);
        let zh = from_rfc3339(time, Language::Chinese);
        assert!(en.contains("Nov") && en.contains("2026"), "{en}");
        assert!(zh.contains("2026年11月2"), "{zh}");
        assert_eq!(
            from_seconds(1_795_262_400, Language::English),
            Some(from_rfc3339("2026-11-21T12:00:00Z", Language::English))
        );
    }

    #[wasm_bindgen_test]
    fn what_is_no_time_is_shown_as_it_is() {
        assert_eq!(from_rfc3339("soon", Language::English), "soon");
        assert_eq!(from_seconds(i64::MAX, Language::Chinese), None);
    }

    #[wasm_bindgen_test]
    fn a_duration_is_told_by_its_two_greatest_units() {
        let en = Language::English.texts().token.duration;
        let zh = Language::Chinese.texts().token.duration;
        for (seconds, en_text, zh_text) in [
            (0, "0 s", "0 秒"),
            (59, "59 s", "59 秒"),
            (60, "1 min", "1 分钟"),
            (792, "13 min 12 s", "13 分 12 秒"),
            (3600, "1 h", "1 小时"),
            (3725, "1 h 2 min", "1 小时 2 分"),
            (2_592_000, "30 d", "30 天"),
        ] {
            assert_eq!(en(seconds), en_text);
            assert_eq!(zh(seconds), zh_text);
        }
    }
}
