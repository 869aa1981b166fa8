//! What is reckoned from what was measured.

/// One call and its answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample {
    /// How often the server asked the database, by its own word.
    pub(super) look_ups: u32,
    /// How many bytes the header with the credential had, by the server's word.
    pub(super) bytes: usize,
    /// How long the server worked, in milliseconds.
    pub(super) server: f64,
    /// How long the page waited, in milliseconds.
    pub(super) round_trip: f64,
}

/// So many calls of one kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Series(pub(super) Vec<Sample>);

impl Series {
    pub(super) fn look_ups(&self) -> u32 {
        self.0.iter().map(|sample| sample.look_ups).sum()
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|sample| sample.bytes).sum()
    }

    pub(super) fn server(&self) -> Vec<f64> {
        self.0.iter().map(|sample| sample.server).collect()
    }

    pub(super) fn round_trip(&self) -> Vec<f64> {
        self.0.iter().map(|sample| sample.round_trip).collect()
    }
}

/// The value in the middle; 0 of none.
pub(super) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which such a part of them lies; 0 of none.
pub(super) fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * part).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

/// A call at a moment, in milliseconds of the page's life, and its status.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Call {
    pub(super) at: f64,
    pub(super) status: u16,
}

impl Call {
    pub(super) fn is_accepted(self) -> bool {
        self.status == 200
    }
}

/// How long after `zero` access was still given: the moment of the last call that
/// was accepted; 0 if there was none.
pub(super) fn kept(calls: &[Call], zero: f64) -> f64 {
    let accepted = calls.iter().filter(|call| call.is_accepted());
    accepted.map(|call| call.at - zero).fold(0.0, f64::max)
}

/// 12345 as people write it.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Milliseconds with as many digits as say something. The space does not break.
pub(super) fn milliseconds(value: f64) -> String {
    match value {
        0.0..10.0 => format!("{value:.2}\u{a0}ms"),
        _ => format!("{value:.0}\u{a0}ms"),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[]), 0.0);
        let hundred: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(quantile(&hundred, 0.95), 95.0);
    }

    #[wasm_bindgen_test]
    fn access_is_kept_until_the_last_call_that_was_accepted() {
        let call = |at, status| Call { at, status };
        let calls = [
            call(900.0, 200),
            call(1100.0, 200),
            call(1700.0, 200),
            call(1900.0, 401),
        ];
        assert_eq!(kept(&calls, 1000.0), 700.0);
        assert_eq!(kept(&[call(900.0, 200), call(1001.0, 401)], 1000.0), 0.0);
        assert_eq!(kept(&[], 1000.0), 0.0);
    }

    #[wasm_bindgen_test]
    fn numbers_are_written_as_people_write_them() {
        let read = [0, 999, 1000, 62400, 1_234_567].map(grouped);
        assert_eq!(read, ["0", "999", "1,000", "62,400", "1,234,567"]);
        assert_eq!(milliseconds(0.347), "0.35\u{a0}ms");
        assert_eq!(milliseconds(734.6), "735\u{a0}ms");
    }
}
