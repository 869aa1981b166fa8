//! Somebody who asks at a steady pace while others are a burden, and looks how much
//! memory the server has.
//!
//! Each question has its time, and its wait counts from then, whether or not it could
//! be asked then: from the answer before, a server that halts for a second would have
//! let a single question wait.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::client::Client;
use super::report::{Report, millis};
use super::server;

/// What is asked.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) path: &'static str,
    /// May be empty.
    pub(crate) token: String,
    /// From one question to the next.
    pub(crate) every: Duration,
    /// Over so many connections in turn.
    pub(crate) connections: u32,
}

impl Question {
    /// Whether the server lives: two hundred times a second, over one connection.
    pub(crate) fn healthz() -> Self {
        Self {
            path: "/healthz",
            token: String::new(),
            every: Duration::from_millis(5),
            connections: 1,
        }
    }
}

pub(crate) struct Probe {
    path: &'static str,
    stop: Arc<AtomicBool>,
    asking: Vec<JoinHandle<Seen>>,
}

/// What was seen.
#[derive(Default)]
pub(crate) struct Seen {
    path: &'static str,
    waits: Vec<Duration>,
    /// Answers other than 200, and none.
    failures: u64,
    /// The most memory, in bytes.
    pub(crate) memory: u64,
}

impl Probe {
    pub(crate) fn start(address: SocketAddr, id: u32, question: &Question) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let began = Instant::now();
        let asking = (0..question.connections).map(|number| {
            let (stop, question) = (Arc::clone(&stop), question.clone());
            let first = began + question.every * number;
            thread::spawn(move || ask(address, id, &question, first, &stop))
        });
        let asking = asking.collect();
        let path = question.path;
        Self { path, stop, asking }
    }

    pub(crate) fn stop(self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Seen {
            path: self.path,
            ..Seen::default()
        };
        for seen in self.asking {
            // A thread that panicked saw what none should.
            let seen = seen.join().unwrap_or(Seen {
                failures: 1,
                ..Seen::default()
            });
            all.add(seen);
        }
        all
    }
}

/// One connection's share of the questions.
fn ask(
    address: SocketAddr,
    id: u32,
    question: &Question,
    first: Instant,
    stop: &AtomicBool,
) -> Seen {
    let mut seen = Seen::default();
    let mut client = Client::new(address);
    let mut due = first;
    while !stop.load(Ordering::Relaxed) {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let answer = client.get(question.path, &question.token);
        seen.waits.push(due.elapsed());
        if !answer.is_ok_and(|answer| answer.status == 200) {
            seen.failures += 1;
        }
        if seen.waits.len() % 10 == 0 {
            seen.memory = seen.memory.max(server::memory(id));
        }
        due += question.every * question.connections;
    }
    seen
}

impl Seen {
    /// Takes in what was seen over another connection, or at another time.
    pub(crate) fn add(&mut self, other: Self) {
        self.waits.extend(other.waits);
        self.waits.sort_unstable();
        self.failures += other.failures;
        self.memory = self.memory.max(other.memory);
        self.path = if self.path.is_empty() {
            other.path
        } else {
            self.path
        };
    }

    /// Whether the server stayed quick for everybody else.
    pub(crate) fn judge(&self, part: &'static str, report: &mut Report, bound: Duration) {
        let (p99, longest) = (self.p99(), self.longest());
        report.held(
            part,
            &format!(
                "{} meanwhile, 99th percentile of {}",
                self.path,
                self.waits.len()
            ),
            format!("{}, longest {}", millis(p99), millis(longest)),
            &format!("< {} ms, none unanswered", bound.as_millis()),
            p99 < bound && self.failures == 0,
        );
    }

    /// The wait that 99 of 100 did not exceed.
    fn p99(&self) -> Duration {
        let at = (self.waits.len() * 99).div_ceil(100).saturating_sub(1);
        self.waits.get(at).copied().unwrap_or(Duration::MAX)
    }

    fn longest(&self) -> Duration {
        self.waits.last().copied().unwrap_or(Duration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_nine_of_a_hundred_waited_no_longer() {
        let mut seen = Seen::default();
        for half in [51..=100, 1..=50] {
            seen.add(Seen {
                waits: half.map(Duration::from_millis).collect(),
                ..Seen::default()
            });
        }
        assert_eq!(seen.p99(), Duration::from_millis(99));
        assert_eq!(seen.longest(), Duration::from_millis(100));
        assert_eq!(Seen::default().p99(), Duration::MAX, "nothing was seen");
    }

    #[test]
    fn a_halt_counts_for_every_question_whose_time_it_was() {
        let (sender, port) = std::sync::mpsc::channel();
        thread::spawn(move || {
            use std::io::{Read as _, Write as _};
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            let (mut stream, _) = listener.accept().unwrap();
            let mut pause = Duration::from_millis(100);
            while stream.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {
                thread::sleep(std::mem::take(&mut pause));
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
        let probe = Probe::start(port.recv().unwrap(), 0, &Question::healthz());
        thread::sleep(Duration::from_millis(200));
        let seen = probe.stop();
        // Twenty questions' time was within the halt; ten of them waited for half of it.
        let long = Duration::from_millis(50);
        let waited = seen.waits.iter().filter(|wait| **wait >= long).count();
        assert!(waited >= 10, "{waited}");
        assert_eq!(seen.failures, 0);
    }
}
