//! The real backend, serving the built page.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use backend::clock::Clock;
use backend::config::Config;
use backend::config::resource_server::ResourceConfig;
use backend::resource_server::ResourceServer;
use backend::startup::Application;
use tempfile::TempDir;

use crate::certificate::Certificate;

/// A running server.
pub struct Site {
    /// Where it answers, without a slash at the end.
    pub address: String,
    /// Its clock.
    pub clock: Clock,
    /// The hash of its certificate's key, if it speaks TLS.
    pub(crate) key_hash: Option<String>,
    _folder: TempDir,
}

impl Site {
    /// Starts one with these settings on a free port, over TLS if so wished. It
    /// answers until the test program ends.
    ///
    /// # Panics
    /// When the page has not been built, or the server does not start.
    #[must_use]
    pub fn start(settings: &[(&str, &str)], https: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let certificate = https.then(|| Certificate::make(folder.path()));
        let config = config(folder.path(), settings, certificate.as_ref());
        let clock = Clock::default();
        let (started, port) = mpsc::channel();
        let server_clock = clock.clone();
        on_a_thread_of_its_own(async move || {
            let application = Application::build(config, server_clock, built_page())
                .await
                .expect("the server starts");
            let _ = started.send(application.port());
            application.run_until_stopped().await.expect("it runs");
        });
        let port = port.recv().expect("the server starts");
        let scheme = if https { "https" } else { "http" };
        Self {
            address: format!("{scheme}://localhost:{port}"),
            clock,
            key_hash: certificate.map(|certificate| certificate.key_hash),
            _folder: folder,
        }
    }

    /// The same with the second server beside it, at another origin.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    #[must_use]
    pub fn start_with_another_api(settings: &[(&str, &str)]) -> Self {
        // Each has to know the other's address before it starts, so one is chosen
        // first: by the system, and left free again.
        let other = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let other = other.expect("a free port").to_string();
        let apis = format!("reports-api http://{other} reports:read");
        let mut settings = settings.to_vec();
        settings.push(("APP_OTHER_APIS", &apis));
        let site = Self::start(&settings, false);
        let vars = BTreeMap::from([
            ("RESOURCE_BIND".to_owned(), other),
            (
                "RESOURCE_JWKS_URL".to_owned(),
                format!("{}/.well-known/jwks.json", site.address),
            ),
            ("RESOURCE_CORS_ORIGINS".to_owned(), site.address.clone()),
        ]);
        let config = ResourceConfig::from_vars(vars).expect("settings that are allowed");
        let clock = site.clock.clone();
        let (started, is_there) = mpsc::channel();
        on_a_thread_of_its_own(async move || {
            let server = ResourceServer::build(config, clock).await;
            let server = server.expect("the second server starts");
            let _ = started.send(());
            server.run_until_stopped().await.expect("it runs");
        });
        is_there.recv().expect("the second server starts");
        site
    }
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

fn config(folder: &Path, settings: &[(&str, &str)], tls: Option<&Certificate>) -> Config {
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
    let vars = vars
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    Config::from_vars(vars.collect()).expect("settings that are allowed")
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
