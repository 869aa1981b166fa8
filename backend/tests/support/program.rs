//! The program as it is started from a command line.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::store;

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
    if let Some(url) = store::url(&folder.as_ref().join("data")) {
        command.env("DATABASE_URL", url);
    }
    command
        .current_dir(folder)
        .env("APP_BIND", "127.0.0.1:0")
        .env("APP_BCRYPT_COST", "4")
        .stdin(Stdio::null());
    command
}

/// The same with the embedded database, whatever the other tests use.
pub(crate) fn embedded(folder: impl AsRef<Path>) -> Command {
    let mut command = program(folder);
    command.env_remove("DATABASE_URL");
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

/// How long a start may take that is refused. The program promises 5 s to somebody
/// with a machine to themselves; here it shares one with all the other tests.
const REFUSAL: Duration = Duration::from_secs(15);

/// Runs it and expects that it refuses; its message.
#[track_caller]
pub(crate) fn refused(command: &mut Command) -> String {
    // Standard output is the test's to choose, and may be a full disk.
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + REFUSAL;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            let stderr = child.wait_with_output().unwrap().stderr;
            panic!("it does not refuse: {}", String::from_utf8_lossy(&stderr));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
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
                // In text ` port=1`, in JSON `"port":1`.
                let (_, rest) = line.split_once("listening")?.1.split_once("port")?;
                let digits = rest.trim_start_matches(['=', '"', ':']);
                let end = digits.find(|c: char| !c.is_ascii_digit());
                Some(digits[..end.unwrap_or(digits.len())].to_owned())
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

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        let port = self.address.rsplit(':').next();
        port.and_then(|port| port.parse().ok()).unwrap()
    }

    /// What it has written to its log by now.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// The id of its process.
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-s", name, &id]).status();
        assert!(kill.unwrap().success());
    }

    /// SIGTERM, and waits until it has finished what it had begun.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) {
        self.signal("TERM");
        assert!(self.child.wait().unwrap().success());
    }

    /// Waits for its end; the exit code.
    #[track_caller]
    pub(crate) fn end(&mut self, within: Duration) -> Option<i32> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(started.elapsed() < within, "it goes on: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
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
