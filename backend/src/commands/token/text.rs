//! An explanation for people: aligned, in colours where the terminal has them.

use std::fmt::{self, Display, Write as _};

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use shared::claims::ClaimKind;
use shared::trace::{CheckReport, Verdict};

use super::explanation::{Claim, Explanation, Part};
use super::words;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HEADER: Style = AnsiColor::Magenta.on_default();
const PAYLOAD: Style = AnsiColor::Cyan.on_default();
const SIGNATURE: Style = AnsiColor::Yellow.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// A value that is longer has its meaning on the next line.
const VALUE_WIDTH: usize = 40;

/// No name of a claim that anybody reads is longer.
const NAME_WIDTH: usize = 64;

/// So many members are shown of a part; whoever has more has `--json`.
const MOST_ROWS: usize = 100;

pub(super) fn render(explanation: &Explanation<'_>) -> String {
    let mut out = String::new();
    write(&mut out, explanation).expect("a string takes any text");
    out
}

fn write(out: &mut String, explanation: &Explanation<'_>) -> fmt::Result {
    write_token(out, explanation)?;
    write_header(out, &explanation.header)?;
    write_payload(out, explanation)?;
    write_signature(out, explanation)?;
    write_checks(out, &explanation.checks)?;
    let verdict = match explanation.judged {
        None => format!(
            "{}: there is no key to judge it by",
            styled(BOLD, "Not judged")
        ),
        Some(Err(code)) => format!("{}: {code}, {}", styled(BAD, "Refused"), code.title()),
        Some(Ok(())) if explanation.by_signature_alone() => {
            let verdict = styled(GOOD.bold(), "The signature fits the key");
            format!("{verdict}; nothing else was asked, such as whether it has expired")
        }
        Some(Ok(())) => styled(GOOD.bold(), "Accepted").to_string(),
    };
    writeln!(out, "\n{verdict}")
}

/// The token itself, cut short, a colour for each part.
fn write_token(out: &mut String, explanation: &Explanation<'_>) -> fmt::Result {
    let styles = [HEADER, PAYLOAD, SIGNATURE];
    let shown: Vec<String> = explanation
        .parts
        .iter()
        .take(6)
        .enumerate()
        .map(|(place, part)| {
            let style = styles.get(place).copied().unwrap_or(BAD);
            styled(style, safe(&cut(part, 20))).to_string()
        })
        .collect();
    let bytes = explanation
        .parts
        .iter()
        .map(|part| part.len() + 1)
        .sum::<usize>()
        - 1;
    writeln!(out, "{}  {bytes} bytes", styled(BOLD, "Token"))?;
    writeln!(out, "  {}", shown.join("."))
}

fn write_header(out: &mut String, header: &Part) -> fmt::Result {
    heading(out, "Header", HEADER, "how it was signed")?;
    let Part::Object(members) = header else {
        return write_other(out, header);
    };
    let mut rows: Vec<Row> = members
        .iter()
        .map(|(name, value)| Row {
            name: safe(&cut(name, NAME_WIDTH)),
            value: shown(value),
            note: words::header(name)
                .unwrap_or("not a member of our tokens")
                .to_owned(),
        })
        .collect();
    rows.sort_by_key(|row| {
        ["alg", "kid", "typ"]
            .iter()
            .position(|n| *n == row.name)
            .unwrap_or(3)
    });
    write_rows(out, &rows)
}

fn write_payload(out: &mut String, explanation: &Explanation<'_>) -> fmt::Result {
    heading(
        out,
        "Payload",
        PAYLOAD,
        "what it says; encoded, not encrypted",
    )?;
    if !matches!(explanation.payload, Part::Object(_)) {
        return write_other(out, &explanation.payload);
    }
    let claims = explanation.claims();
    let rows: Vec<Row> = claims.iter().map(claim_row).collect();
    write_rows(out, &rows)
}

fn claim_row(claim: &Claim<'_>) -> Row {
    let kind = match claim.kind {
        ClaimKind::Registered => "registered",
        ClaimKind::Public => "public",
        ClaimKind::Private => "private",
    };
    let meaning = claim.meaning.unwrap_or("known to its issuer");
    let note = match &claim.moment {
        Some((at, from_now)) => format!("{from_now} ({at}) · {meaning} · {kind}"),
        None => format!("{meaning} · {kind}"),
    };
    Row {
        name: safe(&cut(claim.name, NAME_WIDTH)),
        value: shown(claim.value),
        note,
    }
}

fn write_other(out: &mut String, part: &Part) -> fmt::Result {
    match part {
        Part::Text(text) => writeln!(out, "  text, no JSON object: {}", safe(&cut(text, 200))),
        Part::Bytes(bytes) => writeln!(out, "  {} bytes that are no text", bytes.len()),
        Part::Object(_) | Part::Unreadable => writeln!(out, "  missing, or not base64url"),
    }
}

fn write_signature(out: &mut String, explanation: &Explanation<'_>) -> fmt::Result {
    heading(out, "Signature", SIGNATURE, "who can have made it")?;
    let Some(bytes) = &explanation.signature else {
        return writeln!(out, "  missing, or not base64url");
    };
    let start: String = bytes
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let rest = if bytes.len() > 16 { "…" } else { "" };
    writeln!(out, "  {} bytes  {start}{rest}", bytes.len())?;
    let alg = match &explanation.header {
        Part::Object(header) => header.get("alg").and_then(Value::as_str),
        _ => None,
    };
    match alg.and_then(words::formula) {
        Some(formula) => writeln!(out, "  {}", styled(DIM, format!("= {formula}"))),
        None => Ok(()),
    }
}

fn write_checks(out: &mut String, checks: &[CheckReport]) -> fmt::Result {
    if checks.is_empty() {
        return Ok(());
    }
    heading(out, "Checks", BOLD, "in this order, until one fails")?;
    for report in checks {
        let name = report.check;
        let micros = report.nanoseconds as f64 / 1000.0;
        match report.verdict {
            Verdict::Passed => {
                let took = styled(DIM, format!("{micros:6.1} µs"));
                let saw = safe(&report.saw);
                writeln!(out, "  {} {name:10} {took}  {saw}", styled(GOOD, "✓"))?;
            }
            Verdict::Failed => {
                let took = styled(DIM, format!("{micros:6.1} µs"));
                let saw = safe(&report.saw);
                writeln!(out, "  {} {name:10} {took}  {saw}", styled(BAD, "✗"))?;
                writeln!(out, "      {}", name.why())?;
            }
            Verdict::NotReached => writeln!(out, "  {}", styled(DIM, format!("· {name}")))?,
        }
    }
    Ok(())
}

fn heading(out: &mut String, name: &str, style: Style, what: &str) -> fmt::Result {
    let (name, what) = (styled(style.bold(), name), styled(DIM, what));
    writeln!(out, "\n{name}  {what}")
}

/// One line of a listing.
struct Row {
    name: String,
    value: String,
    note: String,
}

fn write_rows(out: &mut String, rows: &[Row]) -> fmt::Result {
    let width = |text: &str| text.chars().count();
    let (rows, more) = rows.split_at(rows.len().min(MOST_ROWS));
    let names = rows.iter().map(|row| width(&row.name));
    let names = names.filter(|width| *width <= 24).max().unwrap_or(0);
    let values = rows.iter().map(|row| width(&row.value));
    let values = values
        .filter(|width| *width <= VALUE_WIDTH)
        .max()
        .unwrap_or(0);
    for Row { name, value, note } in rows {
        let note = styled(DIM, note);
        if width(value) <= VALUE_WIDTH && value.is_ascii() {
            writeln!(out, "  {name:names$}  {value:values$}  {note}")?;
        } else {
            writeln!(out, "  {name:names$}  {value}")?;
            writeln!(out, "  {:names$}  {note}", "")?;
        }
    }
    match more.len() {
        0 => Ok(()),
        count => writeln!(out, "  … and {count} more"),
    }
}

fn shown(value: &Value) -> String {
    safe(&cut(&value.to_string(), 400))
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether a character could move the cursor, change colours, turn the direction
/// of the line, or hide.
pub(super) fn steers_a_terminal(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// A text from outside, written so that it can do none of that.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers_a_terminal(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

fn styled(style: Style, text: impl Display) -> impl Display {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_from_outside_cannot_steer_the_terminal() {
        assert_eq!(safe("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(safe("a\u{9b}2Jb\r\n"), "a\\u{9b}2Jb\\u{d}\\u{a}");
        assert_eq!(safe("abc\u{202e}def"), "abc\\u{202e}def");
        assert_eq!(safe("中文 é"), "中文 é");
    }

    #[test]
    fn the_parts_of_a_listing_stand_under_each_other() {
        let row = |name: &str, value: &str| Row {
            name: name.to_owned(),
            value: value.to_owned(),
            note: "note".to_owned(),
        };
        let mut out = String::new();
        write_rows(&mut out, &[row("a", "1"), row("bcd", "23")]).unwrap();
        let plain = anstream::adapter::strip_str(&out).to_string();
        assert_eq!(plain, "  a    1   note\n  bcd  23  note\n");
    }
}
