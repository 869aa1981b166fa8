//! The head of a request, read along with the framework: how large it may be, and
//! how its lines must end.
//!
//! The framework takes 128 KiB and 96 headers. Its parser also takes a bare LF for
//! the end of a line, as RFC 9112 §2.2 allows. A proxy in front of us that does not
//! would see one header where we see two, and whoever can write one would write
//! the other: request smuggling.

use actix_web::http::StatusCode;

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
    /// The length of the line that is coming.
    line: usize,
    last: u8,
    is_complete: bool,
}

impl Head {
    /// Reads on. What follows the head is not looked at, and so neither is a second head
    /// that was sent along with the first: no proxy sends one so.
    ///
    /// # Errors
    /// The status to refuse it with.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), StatusCode> {
        for &byte in bytes {
            if self.is_complete {
                return Ok(());
            }
            self.bytes += 1;
            match byte {
                b'\n' if self.last != b'\r' => return Err(StatusCode::BAD_REQUEST),
                // Empty lines in front of a request are allowed (RFC 9112 §2.2).
                b'\n' if self.line == 0 => self.is_complete = self.lines > 0,
                b'\n' => {
                    self.lines += 1;
                    self.line = 0;
                }
                b'\r' => {}
                _ => self.line += 1,
            }
            // The request line is none of the headers.
            if self.bytes > MAX_BYTES || self.lines > MAX_HEADERS + 1 {
                return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
            }
            self.last = byte;
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
