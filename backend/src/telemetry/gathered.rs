//! Lines of the log on their way to standard error, several at a time.
//!
//! To hand a line to the system and wake up whoever reads it costs more than judging a
//! token. So a line at `info` or below waits for others, for a few milliseconds, and
//! they go out together, in the order in which they came. A warning or an error goes
//! out at once, with all that came before it: what a server says last is what somebody
//! will want to read. Only `kill -9` can take the lines of those milliseconds away.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line waits at most.
const WAIT: Duration = Duration::from_millis(5);
/// With so many bytes nobody waits any more, and whoever logs writes: a reader that is
/// too slow holds up the server, as it would without us, and does not fill the memory.
const ENOUGH: usize = 64 * 1024;

/// Gathers lines for one output.
#[derive(Clone)]
pub(super) struct Gathered(Arc<Shared>);

struct Shared {
    lines: Mutex<Vec<u8>>,
    /// Signalled with the first of them.
    first: Condvar,
    /// Held from taking lines until they are written, so that they stay in order.
    output: Mutex<Box<dyn Write + Send>>,
}

impl Gathered {
    /// Gathers for this output, on a thread of its own.
    pub(super) fn start(output: impl Write + Send + 'static) -> Self {
        let gathered = Self(Arc::new(Shared {
            lines: Mutex::default(),
            first: Condvar::new(),
            output: Mutex::new(Box::new(output)),
        }));
        let shared = gathered.0.clone();
        let thread = thread::Builder::new().name("log".to_owned());
        // Without it the lines go out when there are enough of them, or at the end.
        let _ = thread.spawn(move || {
            loop {
                shared.wait_for_the_first();
                thread::sleep(WAIT);
                shared.write();
            }
        });
        gathered
    }

    /// Writes what has come so far.
    pub(super) fn write(&self) {
        self.0.write();
    }
}

impl Shared {
    fn lines(&self) -> MutexGuard<'_, Vec<u8>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for_the_first(&self) {
        let wait = self
            .first
            .wait_while(self.lines(), |lines| lines.is_empty());
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }

    /// Requests go on adding lines while others are being written.
    fn write(&self) {
        let output = self.output.lock();
        let mut output = output.unwrap_or_else(PoisonError::into_inner);
        let lines = std::mem::take(&mut *self.lines());
        // There is nobody left to tell.
        let _ = output.write_all(&lines);
        let _ = output.flush();
    }
}

/// Takes a line.
pub(super) struct Line<'a> {
    shared: &'a Shared,
    at_once: bool,
}

impl<'a> MakeWriter<'a> for Gathered {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Self::Writer {
        Line {
            shared: &self.0,
            at_once: true,
        }
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Self::Writer {
        Line {
            shared: &self.0,
            at_once: *about.level() <= Level::WARN,
        }
    }
}

impl Write for Line<'_> {
    /// The formatter hands over a whole line each time.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut lines = self.shared.lines();
        let is_first = lines.is_empty();
        lines.extend_from_slice(line);
        let is_enough = lines.len() >= ENOUGH;
        drop(lines);
        if self.at_once || is_enough {
            self.shared.write();
        } else if is_first {
            self.shared.first.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Each piece of output as it was written.
    struct Pieces(Sender<String>);

    impl Write for Pieces {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let piece = String::from_utf8(bytes.to_vec()).unwrap();
            self.0.send(piece).unwrap();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gathered() -> (Gathered, Receiver<String>) {
        let (sender, receiver) = channel();
        (Gathered::start(Pieces(sender)), receiver)
    }

    fn say(gathered: &Gathered, line: &str, at_once: bool) {
        let shared = &gathered.0;
        let mut writer = Line { shared, at_once };
        writer.write_all(line.as_bytes()).unwrap();
    }

    #[test]
    fn every_line_comes_out_by_itself_and_in_its_order() {
        let (gathered, output) = gathered();
        let lines: Vec<String> = (0..1000).map(|line| format!("{line}\n")).collect();
        let all = lines.concat();
        for line in lines {
            say(&gathered, &line, false);
        }
        let mut seen = String::new();
        while seen.len() < all.len() {
            seen += &output.recv_timeout(Duration::from_secs(20)).unwrap();
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn a_warning_waits_for_nobody_and_comes_after_what_was_before_it() {
        let (gathered, output) = gathered();
        say(&gathered, "before\n", false);
        say(&gathered, "warning\n", true);
        // On this thread, before `say` returned.
        let seen: String = output.try_iter().collect();
        assert_eq!(seen, "before\nwarning\n");
    }

    #[test]
    fn no_more_is_kept_than_enough() {
        let (gathered, output) = gathered();
        let line = "x".repeat(1000);
        for _ in 0..1000 {
            say(&gathered, &line, false);
            assert!(gathered.0.lines().len() < ENOUGH);
        }
        gathered.write();
        let written: usize = output.try_iter().map(|piece| piece.len()).sum();
        assert_eq!(written, 1_000_000);
    }
}
