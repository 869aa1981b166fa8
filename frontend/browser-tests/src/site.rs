//! The real backend, serving the built page.
//!
//! Where `DIST_BINARY` names the program that `cargo xtask dist` built, it is that
//! one, alone in an empty folder: the page is inside it. A walk that moves the clock
//! has its server in this process all the same, since nobody can move that of another
//! program; it serves the page from the folder.

mod program;

use std::collections::BTreeMap;
use std::future::Future;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use backend::clock::Clock;
use backend::config::Config;
use backend::config::resource_server::ResourceConfig;
use backend::resource_server::ResourceServer;
use backend::startup::Application;
use tempfile::TempDir;

use self::program::Program;
use crate::Options;
use crate::certificate::Certificate;

/// A running server.
pub struct Site {
    /// Where it answers, without a slash at the end.
    pub address: String,
    /// Its clock, if it can be moved.
    clock: Option<Clock>,
    /// The hash of its certificate's key, if it speaks TLS.
    pub(crate) key_hash: Option<String>,
    /// Ended before their folder goes.
    _programs: Vec<Program>,
    _folder: TempDir,
}

impl Site {
    /// Starts one for a walk with these options, on a free port. It answers until the
    /// walk is over.
    ///
    /// # Panics
    /// When the page has not been built, or the server does not start.
    #[must_use]
    pub fn start(options: Options) -> Self {
        // Each has to know the other's address before it starts, so one is chosen
        // first: by the system, and left free again.
        let other = options
            .has_other_api
            .then(|| format!("127.0.0.1:{}", free_port()));
        let apis = other
            .as_ref()
            .map(|other| format!("reports-api http://{other} reports:read"));
        let mut settings = options.settings.to_vec();
        settings.extend(apis.as_ref().map(|apis| ("APP_OTHER_APIS", apis.as_str())));

        let folder = tempfile::tempdir().expect("a temporary folder");
        let certificate = options.https.then(|| Certificate::make(folder.path()));
        let vars = variables(folder.path(), &settings, certificate.as_ref());
        let program = std::env::var_os("DIST_BINARY").filter(|_| !options.moves_clock);
        let clock = Clock::default();
        let mut programs = Vec::new();
        let port = match &program {
            Some(path) => {
                let program = Program::start(path, folder.path(), "serve", &vars);
                let port = program.port;
                programs.push(program);
                port
            }
            None => serve_here(vars, &clock),
        };
        let scheme = if options.https { "https" } else { "http" };
        let address = format!("{scheme}://localhost:{port}");
        if let Some(other) = other {
            let vars = other_api(other, &address);
            match &program {
                Some(path) => {
                    let other = Program::start(path, folder.path(), "resource-server", &vars);
                    programs.push(other);
                }
                None => serve_other_api_here(vars, &clock),
            }
        }
        Self {
            address,
            clock: options.moves_clock.then_some(clock),
            key_hash: certificate.map(|certificate| certificate.key_hash),
            _programs: programs,
            _folder: folder,
        }
    }

    /// Lets this much time pass for the server, at once.
    ///
    /// # Panics
    /// When the walk's options do not say that it does so.
    pub fn advance(&self, time: Duration) {
        let clock = self.clock.as_ref();
        let clock = clock.expect("Options::moving_the_clock, or the server is another program");
        clock.advance(time);
    }
}

/// Starts the server in this process; its port.
fn serve_here(vars: BTreeMap<String, String>, clock: &Clock) -> u16 {
    let config = Config::from_vars(vars).expect("settings that are allowed");
    let (started, port) = mpsc::channel();
    let clock = clock.clone();
    on_a_thread_of_its_own(async move || {
        let application = Application::build(config, clock, built_page())
            .await
            .expect("the server starts");
        let _ = started.send(application.port());
        application.run_until_stopped().await.expect("it runs");
    });
    port.recv().expect("the server starts")
}

fn serve_other_api_here(vars: BTreeMap<String, String>, clock: &Clock) {
    let config = ResourceConfig::from_vars(vars).expect("settings that are allowed");
    let clock = clock.clone();
    let (started, is_there) = mpsc::channel();
    on_a_thread_of_its_own(async move || {
        let server = ResourceServer::build(config, clock).await;
        let server = server.expect("the second server starts");
        let _ = started.send(());
        server.run_until_stopped().await.expect("it runs");
    });
    is_there.recv().expect("the second server starts");
}

/// Settings of the second server, for users of the one at this address.
fn other_api(bind: String, first: &str) -> BTreeMap<String, String> {
    let jwks = format!("{first}/.well-known/jwks.json");
    BTreeMap::from([
        ("RESOURCE_BIND".to_owned(), bind),
        ("RESOURCE_JWKS_URL".to_owned(), jwks),
        ("RESOURCE_CORS_ORIGINS".to_owned(), first.to_owned()),
    ])
}

fn on_a_thread_of_its_own<F: Future<Output = ()>>(server: impl FnOnce() -> F + Send + 'static) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let local = tokio::task::LocalSet::new();
        local.block_on(&runtime, server());
    });
}

fn variables(
    folder: &Path,
    settings: &[(&str, &str)],
    tls: Option<&Certificate>,
) -> BTreeMap<String, String> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut vars = BTreeMap::from([
        ("APP_BIND", "127.0.0.1:0".to_owned()),
        ("APP_BCRYPT_COST", "4".to_owned()),
        ("APP_DATA_DIR", text(&folder.join("data"))),
    ]);
    if let Some(certificate) = tls {
        // The address that browsers use has to be known before the server starts.
        let port = free_port();
        vars.extend([
            ("APP_BIND", format!("127.0.0.1:{port}")),
            ("APP_PUBLIC_URL", format!("https://localhost:{port}")),
            ("APP_TLS_CERT", text(&certificate.path)),
            ("APP_TLS_KEY", text(&certificate.key_path)),
        ]);
    }
    vars.extend(
        settings
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    let vars = vars.into_iter();
    vars.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// One that the system has just given and got back: it gives another one to
/// whoever asks next.
fn free_port() -> u16 {
    let taken = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    taken.expect("a free port").port()
}

/// The folder with the page: `dist`, where `cargo xtask page` leaves it, if the
/// variable `BUILT_PAGE` names no other.
fn built_page() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    let page = std::env::var_os("BUILT_PAGE").map_or_else(usual, PathBuf::from);
    assert!(
        page.join("index.html").is_file(),
        "the page is not built: run `cargo xtask test --only browser`"
    );
    page
}
