//! A PostgreSQL of our own, for one run of the tests: made in a temporary folder,
//! reached through a socket in it, and gone with it.
//!
//! The server that a package may have set up is left alone, whatever it holds.

use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::Failure;
use crate::needs::is_root;
use crate::process::{self, Running, TICK};

/// How long the server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; dropped means gone.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    running: Option<Running>,
}

/// Where the newest server's programs are. Debian keeps them off PATH, one folder
/// for each version.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .collect();
    versions.sort();
    let on_path = || {
        Some(
            crate::workspace::find_program("initdb")?
                .parent()?
                .to_owned(),
        )
    };
    versions.pop().map(|(_, bin)| bin).or_else(on_path)
}

impl Postgres {
    /// Makes a server and waits until it answers.
    pub(crate) fn start() -> Result<Self, Failure> {
        let programs = programs().ok_or_else(|| "PostgreSQL is not installed.".to_owned())?;
        let name = format!("tessera-postgres-{}", std::process::id());
        let mut server = Self {
            programs,
            folder: env::temp_dir().join(name),
            running: None,
        };
        server.make_folder()?;
        server.make_files()?;
        server.running = Some(Running::start(&mut server.postgres())?);
        server.wait()?;
        Ok(server)
    }

    /// Where it is, in the form of `DATABASE_URL`.
    pub(crate) fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The same for one of its databases.
    pub(crate) fn url_of(&self, database: &str) -> String {
        let folder = self.folder.display();
        format!("postgres:///{database}?user=postgres&host={folder}")
    }

    /// Has it run these statements.
    #[cfg(feature = "lab")]
    pub(crate) fn sql(&self, database: &str, statements: &str) -> Result<(), Failure> {
        let mut psql = self.program("psql");
        psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"])
            .args(["--username=postgres", "--dbname", database])
            .args(["--command", statements])
            .arg("--host")
            .arg(&self.folder);
        match process::run(&mut psql)? {
            true => Ok(()),
            false => Err("PostgreSQL refused a statement (the reason is above)."
                .to_owned()
                .into()),
        }
    }

    /// For the server's user alone: it lets in whoever reaches the socket.
    fn make_folder(&self) -> Result<(), Failure> {
        let made = fs::create_dir(&self.folder);
        made.map_err(|error| format!("{} cannot be made: {error}.", self.folder.display()))?;
        let mut ok = process::run(process::command("chmod").arg("0700").arg(&self.folder))?;
        if is_root() {
            ok &= process::run(process::command("chown").arg("postgres").arg(&self.folder))?;
        }
        ok.then_some(()).ok_or_else(|| {
            "The folder of PostgreSQL cannot be given to its user."
                .to_owned()
                .into()
        })
    }

    fn make_files(&self) -> Result<(), Failure> {
        let mut initdb = self.program("initdb");
        initdb
            .arg("--pgdata")
            .arg(self.data())
            .args(["--username=postgres", "--auth=trust", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8"])
            .stdout(std::process::Stdio::null());
        // Sorted as in a dictionary by default, as many servers are: what the app
        // wants otherwise, it has to say.
        let help = process::output(self.programs.join("initdb"), &["--help"]);
        if help.is_some_and(|help| help.contains("--icu-locale")) {
            initdb.args(["--locale-provider=icu", "--icu-locale=en-US"]);
        }
        match process::run(&mut initdb)? {
            true => Ok(()),
            false => Err("PostgreSQL's `initdb` failed (the reason is above)."
                .to_owned()
                .into()),
        }
    }

    /// No network. Nothing has to outlive the machine, so nothing waits for a disk.
    fn postgres(&self) -> Command {
        let mut postgres = self.program("postgres");
        postgres.arg("-D").arg(self.data());
        let socket = format!("unix_socket_directories={}", self.folder.display());
        let log = fs::File::create(self.log());
        for setting in [
            &socket,
            "listen_addresses=",
            "port=5432",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=300",
        ] {
            postgres.args(["-c", setting]);
        }
        if let Ok(log) = log {
            postgres.stderr(log);
        }
        postgres
    }

    fn wait(&mut self) -> Result<(), Failure> {
        let started = Instant::now();
        loop {
            let mut ask = self.program("pg_isready");
            ask.arg("--quiet").arg("--host").arg(&self.folder);
            if process::run(&mut ask)? {
                return Ok(());
            }
            let ended = match &mut self.running {
                Some(running) => running.exited()?.is_some(),
                None => true,
            };
            if ended || started.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.log()).unwrap_or_default();
                return Err(format!("PostgreSQL does not start:\n{log}").into());
            }
            sleep(TICK);
        }
    }

    /// One of its programs. They refuse to be run by root, who becomes the user that
    /// the package made.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = process::command("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
            command.arg(path);
            command
        } else {
            process::command(path)
        };
        // The variables of somebody's own client are not for this server.
        for (name, _) in env::vars_os().filter(|(name, _)| is_clients(name)) {
            command.env_remove(name);
        }
        command.current_dir(&self.folder);
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.running.is_some() {
            // Politely it would wait for clients that have not gone yet.
            let mut stop = self.program("pg_ctl");
            stop.arg("stop").arg("--pgdata").arg(self.data());
            stop.args(["--mode=immediate", "--silent"]);
            let _ = stop.status();
        }
        self.running = None;
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_clients(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with("PG")
}
