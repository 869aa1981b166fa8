//! A backend on a folder of its own: started, looked at, killed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::client::Client;
use crate::Failure;
use crate::process::{self, Running};

/// Longer than any first start may take, at which two passwords are hashed.
const START: Duration = Duration::from_secs(60);

/// So many of its messages are shown: on a full disk there is one for each request.
const TOLD: u32 = 3;

/// A folder that goes when the part is over.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Result<Self, Failure> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tessera-soak-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).map_err(|error| format!("{}: {error}.", path.display()))?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct Server {
    running: Running,
    started: Instant,
    pub(crate) address: SocketAddr,
    /// From the start of the process until it was ready.
    pub(crate) took: Duration,
}

/// Settings, by the names of their variables; an empty one is not set.
pub(crate) type Settings<'a> = &'a [(&'a str, &'a str)];

/// The program in this folder, with no setting of the surrounding shell.
fn command(program: &Path, folder: &Path, settings: Settings<'_>) -> std::process::Command {
    let mut command = process::command(program);
    forget_settings(&mut command);
    command
        .current_dir(folder)
        .env("APP_BIND", "127.0.0.1:0")
        // The line with the port, and none for each of a million requests.
        .env("RUST_LOG", "warn,backend::commands=info");
    for (name, value) in settings {
        match value.is_empty() {
            true => command.env_remove(name),
            false => command.env(name, value),
        };
    }
    command
}

/// Keeps the settings of the surrounding shell from a command.
fn forget_settings(command: &mut std::process::Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("APP_") || text.starts_with("JWT_") || text == "DATABASE_URL" {
            command.env_remove(&name);
        }
    }
}

impl Server {
    /// Starts it, and returns when it is ready.
    pub(crate) fn start(
        program: &Path,
        folder: &Path,
        settings: Settings<'_>,
    ) -> Result<Self, Failure> {
        let server = Self::spawn(&mut command(program, folder, settings))?;
        server.ready()
    }

    /// The bare server, which answers with this body.
    pub(crate) fn bare(program: &Path, body: &str) -> Result<Self, Failure> {
        Self::spawn(process::command(program).arg(body))
    }

    /// Starts it, and waits until it says where it listens.
    fn spawn(command: &mut std::process::Command) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut running = Running::start(command.stderr(Stdio::piped()).stdout(Stdio::null()))?;
        let (sender, receiver) = mpsc::channel();
        if let Some(stderr) = running.child.stderr.take() {
            // To its end, or a full pipe would stop the server.
            thread::spawn(move || {
                let mut told = 0;
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    if let Some(port) = port_in(&line) {
                        let _ = sender.send(port);
                    } else if is_worth_telling(&line) && told < TOLD {
                        println!("   server: {line}");
                        told += 1;
                    }
                }
            });
        }
        let port = receiver.recv_timeout(START);
        let port = port.map_err(|_| "The server did not start; its messages are above.".to_owned());
        Ok(Self {
            running,
            address: SocketAddr::from(([127, 0, 0, 1], port?)),
            took: started.elapsed(),
            started,
        })
    }

    fn ready(mut self) -> Result<Self, Failure> {
        let mut client = Client::new(self.address);
        while !client
            .get("/readyz", "")
            .is_ok_and(|answer| answer.status == 200)
        {
            if self.started.elapsed() > START {
                return Err(Failure::Said("The server did not become ready.".to_owned()));
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.took = self.started.elapsed();
        Ok(self)
    }

    pub(crate) fn id(&self) -> u32 {
        self.running.child.id()
    }

    /// `kill -9`: no chance to tidy up.
    pub(crate) fn kill(mut self) -> Result<(), Failure> {
        let killed = self.running.child.kill();
        killed.map_err(|error| format!("The server cannot be killed: {error}."))?;
        while self.running.exited()?.is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

/// Of either form of log: `port=4321` and `"port":4321`.
fn port_in(line: &str) -> Option<u16> {
    if !line.contains("listening") {
        return None;
    }
    let (_, rest) = line
        .split_once(" port=")
        .or_else(|| line.split_once("\"port\":"))?;
    let digits = rest.find(|c: char| !c.is_ascii_digit());
    rest[..digits.unwrap_or(rest.len())].parse().ok()
}

/// In JSON as they are in production, one line comes for each request.
fn is_worth_telling(line: &str) -> bool {
    match line.starts_with('{') {
        true => line.contains("\"ERROR\""),
        false => !line.contains(" WARN "),
    }
}

/// Has the program do something else than to serve, with this on its standard input.
pub(crate) fn ask(
    program: &Path,
    folder: &Path,
    settings: Settings<'_>,
    arguments: &[&str],
    input: &str,
) -> Result<(), Failure> {
    let file = folder.join("input");
    let broken = |error: std::io::Error| Failure::Said(format!("{}: {error}.", file.display()));
    fs::write(&file, input).map_err(broken)?;
    let mut command = command(program, folder, settings);
    command
        .args(arguments)
        .stdin(fs::File::open(&file).map_err(broken)?);
    let output = command.output().map_err(|error| error.to_string())?;
    fs::remove_file(&file).map_err(broken)?;
    if output.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::Said(format!("{}: {said}", arguments.join(" "))))
    }
}

/// How long a process has been on a processor, all its threads together. Nanoseconds;
/// /proc/PID/stat counts in hundredths of a second.
pub(crate) fn processor_time(id: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{id}/task"));
    let times = threads
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|thread| {
            let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        });
    Duration::from_nanos(times.sum())
}

/// Has the program make a backup, which reads the whole database: what it says
/// if that fails.
pub(crate) fn check(program: &Path, folder: &Path) -> Result<(), String> {
    check_data(program, folder, &folder.join("data"))
}

/// The same for a data folder in another place; the backup goes into `folder`.
pub(crate) fn check_data(program: &Path, folder: &Path, data: &Path) -> Result<(), String> {
    let mut backup = command(program, folder, &[]);
    backup.env("APP_DATA_DIR", data);
    backup.args(["backup", "--force", "backup.db"]);
    let output = backup.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The memory of a process that is in RAM, in bytes.
pub(crate) fn memory(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// How many files, sockets among them, a process has open.
pub(crate) fn open_files(id: u32) -> usize {
    fs::read_dir(format!("/proc/{id}/fd")).map_or(0, Iterator::count)
}

/// A thousand sockets on either side are more than most systems allow a process
/// at first. What it starts inherits the limit.
pub(crate) fn allow_many_files() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
            let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_log() {
        let line =
            "2026-11-21T00:00:00Z  INFO listening bind=127.0.0.1:0 port=4321 public_url=\"x\"";
        assert_eq!(port_in(line), Some(4321));
        let json = r#"{"level":"INFO","message":"listening","bind":"x:0","port":4321}"#;
        assert_eq!(port_in(json), Some(4321));
        assert_eq!(port_in("2026-11-21T00:00:00Z  INFO made a key"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_and_files_of_a_process_are_counted() {
        let id = std::process::id();
        assert!(memory(id) > 100_000);
        let before = open_files(id);
        assert!(before > 0);
        assert_eq!((memory(u32::MAX), open_files(u32::MAX)), (0, 0));
        let worked = processor_time(id);
        let end = Instant::now() + Duration::from_millis(20);
        while Instant::now() < end {}
        assert!(processor_time(id) > worked);
    }
}
