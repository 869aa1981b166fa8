//! The program that is released, started as a person starts it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running one, killed with the walk.
pub(super) struct Program {
    process: Child,
    pub(super) port: u16,
}

impl Program {
    /// Starts it in this folder, with these settings and none of the surrounding
    /// shell's, and waits until it listens.
    pub(super) fn start(
        path: &OsStr,
        folder: &Path,
        command: &str,
        settings: &BTreeMap<String, String>,
    ) -> Self {
        let mut program = Command::new(path);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let mut prefixes = ["APP_", "JWT_", "RESOURCE_", "DATABASE_URL"].iter();
            if prefixes.any(|prefix| text.starts_with(prefix)) {
                program.env_remove(name);
            }
        }
        let mut process = program
            .arg(command)
            .current_dir(folder)
            .envs(settings)
            .env("RUST_LOG", "info")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("DIST_BINARY can be started");
        let mut lines = BufReader::new(process.stderr.take().expect("a pipe")).lines();
        let mut log = Vec::new();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let port = port_in(&line);
            log.push(line);
            port
        });
        let Some(port) = port else {
            let _ = process.wait();
            panic!("the program does not start: {log:#?}");
        };
        // To its end, or a full pipe would stop the server.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { process, port }
    }
}

fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("listening")?.1.split_once(" port=")?;
    rest.split(' ').next()?.parse().ok()
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
