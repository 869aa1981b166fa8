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

/// A running server.
pub struct Site {
    /// Where it answers, without a slash at the end.
    pub address: String,
    /// Its clock.
    pub clock: Clock,
    _folder: TempDir,
}

impl Site {
    /// Starts one with these settings on a free port. It answers until the test
    /// program ends.
    ///
    /// # Panics
    /// When the page has not been built, or the server does not start.
    #[must_use]
    pub fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = config(folder.path(), settings);
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
        Self {
            address: format!("http://localhost:{port}"),
            clock,
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
        let site = Self::start(&settings);
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

fn config(folder: &Path, settings: &[(&str, &str)]) -> Config {
    let data = folder.join("data").to_string_lossy().into_owned();
    let mut vars = BTreeMap::from([
        ("APP_BIND", "127.0.0.1:0"),
        ("APP_BCRYPT_COST", "4"),
        ("APP_DATA_DIR", &data),
    ]);
    vars.extend(settings.iter().copied());
    let vars = vars
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Config::from_vars(vars.collect()).expect("settings that are allowed")
}

/// The folder that trunk wrote: that of a plain `trunk build --release`, if the
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
