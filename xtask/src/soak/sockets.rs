//! A thousand connections that say something once a second and never come to an
//! end ("slowloris"): each costs its sender nothing, and must cost us little.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use super::{HEALTHZ, Plan};
use crate::Failure;
use crate::measure::go_on;
use crate::measure::probe::{Probe, Question};
use crate::measure::report::Report;
use crate::measure::server::{self, Folder, Server};

const PART: &str = "slow connections";
const SOCKETS: usize = 1000;

/// How long the server may put up with one, and what our looking adds to it.
const HEAD: Duration = Duration::from_secs(10);
const BODY: Duration = Duration::from_secs(30);
const LOOKING: Duration = Duration::from_secs(2);

/// How often the sockets are looked at, and how often each says something.
const TICK: Duration = Duration::from_millis(250);
const SAYS: u32 = 4;

struct Slow {
    stream: TcpStream,
    opened: Instant,
    is_body: bool,
    closed_after: Option<Duration>,
}

impl Slow {
    fn open(server: &Server, is_body: bool) -> std::io::Result<Self> {
        let mut stream = TcpStream::connect(server.address)?;
        let start: &[u8] = if is_body {
            b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n\
              Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"
        } else {
            b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
        };
        stream.write_all(start)?;
        stream.set_nonblocking(true)?;
        Ok(Self {
            stream,
            opened: Instant::now(),
            is_body,
            closed_after: None,
        })
    }

    /// Looks whether the other side has had enough. An answer alone is not the
    /// end: the connection still costs something.
    fn look(&mut self, says_something: bool) {
        let mut answer = [0; 1024];
        let is_open = |result: std::io::Result<usize>| match result {
            Ok(count) => count > 0,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        };
        let still = is_open(self.stream.read(&mut answer))
            && (!says_something || is_open(self.stream.write(b" ")));
        if !still {
            self.closed_after = Some(self.opened.elapsed());
        }
    }
}

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = Folder::new()?;
    let server = Server::start(&plan.program, folder.path(), &[])?;
    let before = server::open_files(server.id());
    let probe = Probe::start(server.address, server.id(), &Question::healthz());
    let mut sockets = Vec::with_capacity(SOCKETS);
    for number in 0..SOCKETS {
        let socket = Slow::open(&server, number % 4 == 0);
        sockets.push(socket.map_err(|error| format!("Socket {number} of {SOCKETS}: {error}."))?);
    }
    let opened = Instant::now();
    for tick in 0_u32.. {
        go_on()?;
        let mut open = sockets.iter_mut().filter(|one| one.closed_after.is_none());
        let mut any = false;
        open.by_ref().for_each(|socket| {
            socket.look(tick % SAYS == 0);
            any = true;
        });
        if !any || opened.elapsed() > BODY + 2 * LOOKING {
            break;
        }
        thread::sleep(TICK);
    }
    let seen = probe.stop();

    for (what, is_body, limit) in [("slow headers", false, HEAD), ("slow bodies", true, BODY)] {
        let those = || sockets.iter().filter(|socket| socket.is_body == is_body);
        let left = those().filter(|one| one.closed_after.is_none()).count();
        let longest = those().filter_map(|one| one.closed_after).max();
        let longest = longest.unwrap_or_default();
        report.held(
            PART,
            &format!("{} {what}: the last is closed after", those().count()),
            format!("{:.1} s, {left} stay open", longest.as_secs_f64()),
            &format!("{} s, none stays open", limit.as_secs()),
            left == 0 && longest < limit + LOOKING,
        );
    }
    seen.judge(PART, report, HEALTHZ);
    drop(sockets);
    let left = settled_files(&server, before);
    report.held(
        PART,
        "open files afterwards",
        format!("{left}, from {before}"),
        "as many as before (+ 8)",
        left <= before + 8,
    );
    server.kill()
}

/// How many files are open once it has had a few seconds to close them.
pub(super) fn settled_files(server: &Server, wanted: usize) -> usize {
    for _ in 0..100 {
        if server::open_files(server.id()) <= wanted {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    server::open_files(server.id())
}
