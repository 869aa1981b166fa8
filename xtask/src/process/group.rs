//! Signals to a whole process group, as far as the system has such a thing.

pub(super) use system::{alive, kill, lead, terminate};

#[cfg(unix)]
mod system {
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command};

    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;

    pub(crate) fn lead(command: &mut Command) {
        command.process_group(0);
    }

    /// False when nobody is left, which is what a stop wants.
    fn send(child: &Child, signal: Option<Signal>) -> bool {
        i32::try_from(child.id()).is_ok_and(|id| killpg(Pid::from_raw(id), signal).is_ok())
    }

    pub(crate) fn terminate(child: &mut Child) {
        send(child, Some(Signal::SIGTERM));
    }

    pub(crate) fn kill(child: &mut Child) {
        send(child, Some(Signal::SIGKILL));
    }

    pub(crate) fn alive(child: &Child) -> bool {
        send(child, None)
    }
}

/// Windows has no such groups; `taskkill /T` ends a process and its children.
#[cfg(not(unix))]
mod system {
    use std::process::{Child, Command};

    pub(crate) fn lead(_command: &mut Command) {}

    pub(crate) fn terminate(child: &mut Child) {
        let id = child.id().to_string();
        let _ = Command::new("taskkill")
            .args(["/T", "/F", "/PID", &id])
            .output();
    }

    pub(crate) fn kill(child: &mut Child) {
        let _ = child.kill();
    }

    pub(crate) fn alive(_child: &Child) -> bool {
        false
    }
}
