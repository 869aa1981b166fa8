//! nginx as the paper says, in front of the real program, both on free ports.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use crate::https::{Https, PATIENCE, Pair, tcp};
use crate::program::{Running, program};

const SECRET: &str = "a secret for tests, 32 bytes long";

/// Both, ended with the test.
pub(crate) struct Site {
    nginx: Child,
    folder: TempDir,
    pair: Pair,
    port: u16,
    pub(crate) plain_port: u16,
    pub(crate) public_url: String,
    _server: Running,
}

impl Site {
    /// In production, with these settings besides.
    pub(crate) fn start(settings: &[(&str, &str)]) -> Self {
        let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
        let [port, plain_port] = free_ports();
        let public_url = format!("https://localhost:{port}");
        let server = Running::start(
            program(&folder)
                .env("APP_ENV", "production")
                .env("APP_BCRYPT_COST", "10")
                .env("APP_PUBLIC_URL", &public_url)
                .env("APP_TRUSTED_PROXIES", "127.0.0.1")
                .env("JWT_SECRET", SECRET)
                .envs(settings.iter().copied()),
        );
        pair.write(folder.path());
        let recipe = recipe(folder.path(), server.port(), port, plain_port);
        std::fs::write(folder.path().join("nginx.conf"), recipe).unwrap();
        let nginx = nginx(folder.path());
        let mut site = Self {
            nginx,
            folder,
            pair,
            port,
            plain_port,
            public_url,
            _server: server,
        };
        let deadline = Instant::now() + PATIENCE;
        while tcp(port).is_err() {
            let (errors, ended) = (site.errors(), site.nginx.try_wait().unwrap());
            let may_come = ended.is_none() && Instant::now() < deadline;
            assert!(may_come, "nginx does not start: {ended:?} {errors}");
            std::thread::sleep(Duration::from_millis(20));
        }
        site
    }

    /// Somebody at `127.0.0.number`: all of these are this machine.
    pub(crate) fn client(&self, number: u8) -> Https {
        Https::new(self.port, &self.pair).from(Ipv4Addr::new(127, 0, 0, number))
    }

    /// Somebody who offers these protocols.
    pub(crate) fn speaking(&self, protocols: &[&str]) -> Https {
        Https::speaking(self.port, &self.pair, rustls::ALL_VERSIONS, protocols)
    }

    pub(crate) fn register(&self, name: &str, password: &str) {
        let user = json!({ "username": name, "password": password });
        let answer = self
            .client(1)
            .send("POST", "/api/auth/register", &[], Some(&user));
        assert_eq!(answer.status, 201, "{answer:?} {}", self.errors());
    }

    /// The log of requests, once this stands in it.
    pub(crate) fn log(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let path = self.folder.path().join("access.log");
            let log = std::fs::read_to_string(path).unwrap_or_default();
            if log.contains(text) {
                return log;
            }
            assert!(Instant::now() < deadline, "{text}: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn errors(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.nginx.kill();
        let _ = self.nginx.wait();
    }
}

/// Two that the system has just given and got back.
fn free_ports() -> [u16; 2] {
    let taken = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    taken.map(|listener| listener.local_addr().unwrap().port())
}

/// The configuration in the paper, with this machine's names, ports and files in
/// place of those of `app.example.com`.
fn recipe(folder: &Path, server: u16, port: u16, plain_port: u16) -> String {
    let paper = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deployment.md");
    let paper = std::fs::read_to_string(paper).unwrap();
    let (_, rest) = paper.split_once("```nginx\n").expect("the configuration");
    let (sites, _) = rest.split_once("```").unwrap();
    let mut sites = sites
        .lines()
        .filter(|line| !line.contains("listen [::]"))
        .collect::<Vec<_>>()
        .join("\n");
    let at = folder.display().to_string();
    for (theirs, ours) in [
        (
            "/etc/letsencrypt/live/app.example.com/fullchain.pem",
            format!("{at}/cert.pem"),
        ),
        (
            "/etc/letsencrypt/live/app.example.com/privkey.pem",
            format!("{at}/key.pem"),
        ),
        ("/var/log/nginx/tessera.log", format!("{at}/access.log")),
        (
            "server 127.0.0.1:3000;",
            format!("server 127.0.0.1:{server};"),
        ),
        ("listen 443 ", format!("listen 127.0.0.1:{port} ")),
        ("listen 80;", format!("listen 127.0.0.1:{plain_port};")),
        ("app.example.com", "localhost".to_owned()),
    ] {
        assert!(sites.contains(theirs), "the paper has no {theirs}");
        sites = sites.replace(theirs, &ours);
    }
    // One process in the foreground, which `kill` ends.
    let mut all = format!(
        "daemon off; master_process off; pid {at}/nginx.pid; error_log {at}/error.log;\n\
         events {{}}\nhttp {{\naccess_log off;\n"
    );
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        writeln!(all, "{kind}_temp_path {at}/{kind};").unwrap();
    }
    all + &sites + "\n}\n"
}

fn nginx(folder: &Path) -> Child {
    let program = std::env::var_os("NGINX_BINARY")
        .expect("NGINX_BINARY: run `cargo xtask test --only proxy`");
    Command::new(program)
        .arg("-p")
        .arg(folder)
        .arg("-c")
        .arg(folder.join("nginx.conf"))
        .arg("-e")
        .arg(folder.join("error.log"))
        .stdin(Stdio::null())
        .spawn()
        .expect("nginx starts")
}
