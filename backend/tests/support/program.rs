//! The program as it is started from a command line.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// `backend`, in this folder and with no setting of the surrounding shell.
pub(crate) fn program(folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backend"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["APP_", "JWT_", "RESOURCE_"]
            .iter()
            .any(|ours| text.starts_with(ours))
            || text == "DATABASE_URL"
        {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .env("APP_BIND", "127.0.0.1:0")
        .env("APP_BCRYPT_COST", "4")
        .stdin(Stdio::null());
    command
}

/// Runs it and expects that it does what it was told; what it printed.
#[track_caller]
pub(crate) fn done(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(0), "{stderr}");
    String::from_utf8(stdout).unwrap()
}

/// Runs it and expects that it refuses; its message.
#[track_caller]
pub(crate) fn refused(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    assert_eq!(status.code(), Some(1));
    String::from_utf8(stderr).unwrap()
}

/// A running server, killed when the test is over.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: String,
    log: Arc<Mutex<String>>,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let keep = {
            let log = log.clone();
            move |line: &str| {
                let mut log = log.lock().unwrap();
                log.push_str(line);
                log.push('\n');
            }
        };
        let port = lines
            .by_ref()
            .map(Result::unwrap)
            .inspect(|line| keep(line))
            .find_map(|line| {
                let (_, rest) = line.split_once("listening")?.1.split_once(" port=")?;
                Some(rest.split(' ').next()?.to_owned())
            })
            .expect("the port in the log");
        // Keep reading, or a full pipe would stop the server.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| keep(&line)));
        Self {
            child,
            address: format!("http://127.0.0.1:{port}"),
            log,
        }
    }

    /// What it has written to its log by now.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Sends it a signal.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-s", name, &id]).status();
        assert!(kill.unwrap().success());
    }

    /// `kill -9`: no chance to tidy up.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
