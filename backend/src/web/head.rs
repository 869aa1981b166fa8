//! The head of a request, read along with the framework: how large it may be, and
//! how its lines must end.
//!
//! The framework takes 128 KiB and 96 headers. Its parser also takes a bare LF for
//! the end of a line, as RFC 9112 §2.2 allows. A proxy in front of us that does not
//! would see one header where we see two, and whoever can write one would write
//! the other: request smuggling.

use actix_web::http::StatusCode;
use memchr::memchr;

/// The longest request line with its headers, in bytes. Tokens and cookies of ours
/// are a few kilobytes.
const MAX_BYTES: usize = 16 * 1024;
/// The most headers.
const MAX_HEADERS: usize = 64;

/// How much of a head has come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Head {
    bytes: usize,
    lines: usize,
    /// Whether there is anything in the line that is coming.
    has_text: bool,
    /// Whether the last byte of it so far is a CR.
    has_cr: bool,
    is_complete: bool,
}

impl Head {
    /// Reads on. What follows the head is not looked at, and so neither is a second head
    /// that was sent along with the first: no proxy sends one so.
    ///
    /// # Errors
    /// The status to refuse it with.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), StatusCode> {
        let mut rest = bytes;
        while !rest.is_empty() && !self.is_complete {
            let end = memchr(b'\n', rest);
            let (line, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            self.bytes += line.len();
            self.text(&line[..end.unwrap_or(line.len())]);
            if end.is_some() {
                self.end_of_line()?;
            }
            // The request line is none of the headers.
            if self.bytes > MAX_BYTES || self.lines > MAX_HEADERS + 1 {
                return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
            }
            rest = after;
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) {
        self.has_text |= text.iter().any(|&byte| byte != b'\r');
        if let Some(&last) = text.last() {
            self.has_cr = last == b'\r';
        }
    }

    fn end_of_line(&mut self) -> Result<(), StatusCode> {
        if !std::mem::take(&mut self.has_cr) {
            return Err(StatusCode::BAD_REQUEST);
        }
        match std::mem::take(&mut self.has_text) {
            true => self.lines += 1,
            // Empty lines in front of a request are allowed (RFC 9112 §2.2).
            false => self.is_complete = self.lines > 0,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_lf_is_seen_in_the_head_and_not_behind_it() {
        for (text, whole) in [
            ("GET / HTTP/1.1\r\nA: b\r\n\r\nbody\nbody", true),
            ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", true),
            ("GET / HTTP/1.1\nA: b\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nA: b\nContent-Length: 5\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nA: b\r\n\n", false),
            ("\nGET / HTTP/1.1\r\n\r\n", false),
        ] {
            assert_eq!(
                Head::default().read(text.as_bytes()).is_ok(),
                whole,
                "{text:?}"
            );
            let mut head = Head::default();
            let mut one_by_one = text.bytes().map(|byte| head.read(&[byte]));
            assert_eq!(one_by_one.all(|read| read.is_ok()), whole, "{text:?}");
        }
    }

    #[test]
    fn the_body_does_not_count() {
        let text = format!("POST / HTTP/1.1\r\nA: b\r\n\r\n{}", "\r\n".repeat(40_000));
        assert_eq!(Head::default().read(text.as_bytes()), Ok(()));
    }
}
