//! The log as JSON: each event an object on one line, with the request that it belongs
//! to in `span`.
//!
//! tracing-subscriber's own formatter keeps a span's fields as the text of a JSON
//! object, and reads that back whenever a field is added and once more for each event:
//! it took longer than everything else that a request needs. Here the members are kept
//! as text without the braces around them, so adding one is appending it.

use std::fmt::{self, Write};

use tracing::field::{Field, Visit};
use tracing::span::Record;
use tracing::{Event, Subscriber};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// The members of a span's object.
pub(super) struct Members;

impl<'writer> FormatFields<'writer> for Members {
    fn format_fields<R: RecordFields>(&self, mut to: Writer<'writer>, fields: R) -> fmt::Result {
        write_members(&mut to, true, |visitor| fields.record(visitor))
    }

    fn add_fields(
        &self,
        current: &'writer mut FormattedFields<Self>,
        fields: &Record<'_>,
    ) -> fmt::Result {
        let is_first = current.is_empty();
        write_members(&mut current.as_writer(), is_first, |visitor| {
            fields.record(visitor);
        })
    }
}

/// A line for an event.
pub(super) struct Line;

impl<S> FormatEvent<S, Members> for Line
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, Members>,
        mut to: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        to.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut to)?;
        to.write_str("\",\"level\":\"")?;
        to.write_str(event.metadata().level().as_str())?;
        to.write_char('"')?;
        write_members(&mut to, false, |visitor| event.record(visitor))?;
        let span = event.parent().and_then(|id| context.span(id));
        if let Some(span) = span.or_else(|| context.lookup_current()) {
            to.write_str(",\"span\":{")?;
            let extensions = span.extensions();
            let members = extensions.get::<FormattedFields<Members>>();
            if let Some(members) = members.filter(|members| !members.is_empty()) {
                to.write_str(&members.fields)?;
                to.write_char(',')?;
            }
            to.write_str("\"name\":\"")?;
            to.write_str(span.name())?;
            to.write_str("\"}")?;
        }
        to.write_str("}\n")
    }
}

fn write_members<W: Write>(
    to: &mut W,
    is_first: bool,
    record: impl FnOnce(&mut Visitor<'_, W>),
) -> fmt::Result {
    let mut visitor = Visitor {
        to,
        is_first,
        done: Ok(()),
    };
    record(&mut visitor);
    visitor.done
}

/// Writes each field that it is shown as a member.
struct Visitor<'a, W> {
    to: &'a mut W,
    is_first: bool,
    done: fmt::Result,
}

impl<W: Write> Visitor<'_, W> {
    fn member(&mut self, field: &Field, write: impl FnOnce(&mut W) -> fmt::Result) {
        if self.done.is_ok() {
            self.done = self.name(field).and_then(|()| write(self.to));
        }
    }

    /// Names are ours, so there is nothing in them to escape.
    fn name(&mut self, field: &Field) -> fmt::Result {
        let is_first = std::mem::take(&mut self.is_first);
        self.to.write_str(if is_first { "\"" } else { ",\"" })?;
        self.to.write_str(field.name())?;
        self.to.write_str("\":")
    }

    fn text(&mut self, field: &Field, write: impl FnOnce(&mut Escaped<'_, W>) -> fmt::Result) {
        self.member(field, |to| {
            to.write_char('"')?;
            write(&mut Escaped(to))?;
            to.write_char('"')
        });
    }
}

impl<W: Write> Visit for Visitor<'_, W> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, |text| write!(text, "{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, |text| text.write_str(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.member(field, |to| write!(to, "{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.member(field, |to| write!(to, "{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.member(field, |to| write!(to, "{value}"));
    }
}

/// Writes the inside of a JSON string (RFC 8259 §7). JSON asks for escapes only up to
/// U+001F; [`is_special`] has more.
struct Escaped<'a, W>(&'a mut W);

/// What is not written as it is. Other control characters paint a terminal as well,
/// U+2028 and U+2029 are ends of lines to some who read logs, and what turns the
/// direction of writing around shows a text that is not there.
fn is_special(c: char) -> bool {
    c.is_control()
        || matches!(c, '"' | '\\' | '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a byte is a character by itself, and none that is special: so is nearly
/// everything that is ever logged.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\'
}

impl<W: Write> Write for Escaped<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.bytes().all(is_plain) {
            return self.0.write_str(text);
        }
        let mut rest = text;
        while let Some(at) = rest.find(is_special) {
            self.0.write_str(&rest[..at])?;
            let mut chars = rest[at..].chars();
            match chars.next() {
                Some(c @ ('"' | '\\')) => write!(self.0, "\\{c}")?,
                Some('\n') => self.0.write_str("\\n")?,
                Some(c) => write!(self.0, "\\u{:04x}", u32::from(c))?,
                None => {}
            }
            rest = chars.as_str();
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};
    use tracing::field::Empty;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is logged meanwhile, each line without its time.
    fn logged(work: impl FnOnce()) -> Vec<Value> {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .fmt_fields(Members)
            .event_format(Line)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, work);
        let bytes = written.0.lock().unwrap();
        let lines = std::str::from_utf8(&bytes).unwrap().lines();
        lines
            .map(|line| {
                let mut line: Value = serde_json::from_str(line).unwrap();
                let time = line.as_object_mut().unwrap().remove("timestamp").unwrap();
                assert!(time.as_str().unwrap().ends_with('Z'), "{time}");
                line
            })
            .collect()
    }

    #[test]
    fn an_event_is_an_object_with_its_fields_by_their_kinds() {
        let lines =
            logged(|| tracing::info!(count = 3, at = -1_i64, ok = true, who = %"a", "done"));
        let line = json!({
            "level": "INFO", "message": "done", "count": 3, "at": -1, "ok": true, "who": "a",
        });
        assert_eq!(lines, [line]);
    }

    #[test]
    fn a_span_has_the_fields_of_its_beginning_and_those_that_came_later() {
        let lines = logged(|| {
            let span = tracing::info_span!("request", id = "1", user = Empty, session = Empty);
            let _inside = span.enter();
            tracing::info!("before");
            span.record("user", "u1");
            span.record("session", "s1");
            tracing::warn!("after");
        });
        assert_eq!(lines[0]["span"], json!({ "name": "request", "id": "1" }));
        let whole = json!({ "name": "request", "id": "1", "user": "u1", "session": "s1" });
        assert_eq!(lines[1]["span"], whole);
        let later = logged(|| {
            let span = tracing::info_span!("empty", user = Empty);
            span.in_scope(|| tracing::info!("before"));
            span.record("user", "u1");
            span.in_scope(|| tracing::info!("after"));
        });
        assert_eq!(later[0]["span"], json!({ "name": "empty" }));
        assert_eq!(later[1]["span"], json!({ "name": "empty", "user": "u1" }));
    }

    #[test]
    fn no_text_ends_its_string_or_its_line_or_paints_a_terminal() {
        let odd = "a\"},\n\\ \r\t\u{0}\u{1b}[2K\u{9b}31m \u{7f} 令牌 \u{2028}\u{202e}nimda";
        let lines = logged(|| {
            let span = tracing::info_span!("request", odd);
            let _inside = span.enter();
            tracing::info!(odd, shown = %odd, debug = ?"\u{9b}", "{odd}");
        });
        assert_eq!(lines.len(), 1);
        for text in [
            &lines[0]["message"],
            &lines[0]["odd"],
            &lines[0]["shown"],
            &lines[0]["span"]["odd"],
        ] {
            assert_eq!(text, odd);
        }
        let mut written = String::new();
        Escaped(&mut written).write_str(odd).unwrap();
        assert!(!written.contains(char::is_control), "{written:?}");
        assert!(!written.contains(['\u{2028}', '\u{202e}']), "{written:?}");
        assert!(written.contains("令牌"));
    }
}
