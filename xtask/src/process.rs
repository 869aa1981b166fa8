//! Child processes that never outlive xtask.
//!
//! Every child gets a process group of its own, and a stop goes to the whole
//! group: cargo's rustc, a test's chromedriver and its browser end with it. As
//! the terminal's Ctrl-C reaches only xtask's own group, xtask hands it on.

mod group;

use std::env;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{Failure, workspace};

/// How often children and signals are looked at.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// The server may finish the requests it has.
const GRACE: Duration = Duration::from_secs(10);

/// What is left of a group after its leader has gone gets less.
const GRACE_FOR_ORPHANS: Duration = Duration::from_secs(2);

static SIGNALS: AtomicUsize = AtomicUsize::new(0);

/// From here on SIGINT, SIGTERM and SIGHUP only set a flag.
pub(crate) fn listen_for_signals() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        SIGNALS.fetch_add(1, Ordering::SeqCst);
    })
    .map_err(|error| Failure::Said(format!("Ctrl-C cannot be listened to: {error}.")))
}

pub(crate) fn interrupted() -> bool {
    SIGNALS.load(Ordering::SeqCst) > 0
}

/// A command at the top level of the workspace, without what `cargo run` told
/// xtask about xtask itself: build scripts would take it for a change.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root()).stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
}

/// `cargo` with these arguments, in the toolchain that runs xtask.
pub(crate) fn cargo<const N: usize>(args: [&str; N]) -> Command {
    let mut command = command("cargo");
    command.args(args);
    command
}

/// What a short command prints, or `None` if it is missing or fails.
pub(crate) fn output(program: impl AsRef<std::ffi::OsStr>, args: &[&str]) -> Option<String> {
    let output = command(program).args(args).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command to its end, its output visible. False if it failed.
pub(crate) fn run(command: &mut Command) -> Result<bool, Failure> {
    let mut running = Running::start(command)?;
    loop {
        if let Some(status) = running.exited()? {
            return Ok(status.success());
        }
        if interrupted() {
            running.stop();
            return Err(Failure::Interrupted);
        }
        sleep(TICK);
    }
}

/// A child with its process group; dropped means stopped.
pub(crate) struct Running {
    pub(crate) child: Child,
    status: Option<ExitStatus>,
    stopped: bool,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        group::lead(command);
        let child = command.spawn().map_err(|error| {
            let program = command.get_program().to_string_lossy().into_owned();
            Failure::Said(format!("`{program}` cannot be started: {error}."))
        })?;
        Ok(Self {
            child,
            status: None,
            stopped: false,
        })
    }

    /// How the child ended, if it has.
    pub(crate) fn exited(&mut self) -> Result<Option<ExitStatus>, Failure> {
        if self.status.is_none() {
            self.status = self
                .child
                .try_wait()
                .map_err(|error| format!("A child process is lost: {error}."))?;
        }
        Ok(self.status)
    }

    /// Ends the whole group: politely, then, or at a second Ctrl-C, by force.
    pub(crate) fn stop(&mut self) {
        if self.stopped {
            return;
        }
        self.stopped = true;
        let signals_at_start = SIGNALS.load(Ordering::SeqCst);
        group::terminate(&mut self.child);

        let started = Instant::now();
        let mut leader_gone_at = None;
        loop {
            if !matches!(self.exited(), Ok(None)) {
                let gone_at = *leader_gone_at.get_or_insert_with(Instant::now);
                if !group::alive(&self.child) {
                    return;
                }
                if gone_at.elapsed() > GRACE_FOR_ORPHANS {
                    break;
                }
            }
            let impatient = SIGNALS.load(Ordering::SeqCst) > signals_at_start.max(1);
            if impatient || started.elapsed() > GRACE {
                break;
            }
            sleep(TICK);
        }
        group::kill(&mut self.child);
        if self.status.is_none() {
            self.status = self.child.wait().ok();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A child that ended by itself may leave a daemon of its own on purpose
        // (a compiler cache): that is not ours to end.
        if self.status.is_none() {
            self.stop();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn everyone_is_gone(running: &Running) -> bool {
        // The orphans' new parent may need a moment to bury them.
        (0..100).any(|_| {
            sleep(TICK);
            !group::alive(&running.child)
        })
    }

    #[test]
    fn a_stop_reaches_grandchildren() {
        let script = "sleep 60 & sleep 60 & wait";
        let mut running = Running::start(command("sh").args(["-c", script])).unwrap();
        sleep(Duration::from_millis(200));
        running.stop();
        assert!(running.exited().unwrap().is_some());
        assert!(everyone_is_gone(&running));
    }

    #[test]
    fn an_orphan_that_ignores_the_polite_signal_is_ended_by_force() {
        let script = "(trap '' TERM; sleep 60; sleep 60) & sleep 0.3";
        let mut running = Running::start(command("sh").args(["-c", script])).unwrap();
        while running.exited().unwrap().is_none() {
            sleep(TICK);
        }
        assert!(group::alive(&running.child), "the orphan is there");
        running.stop();
        assert!(everyone_is_gone(&running));
    }

    #[test]
    fn a_command_that_fails_is_told_from_one_that_is_missing() {
        assert!(!run(&mut command("false")).unwrap());
        assert!(run(&mut command("no-such-program-anywhere")).is_err());
    }
}
