//! TLS without a proxy in front: the certificate that the server shows, and its
//! renewal while the server runs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use arc_swap::ArcSwap;
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert, ServerConfig};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

use super::hangups::Hangups;
use super::stream::Accept;
use super::{StartupError, certificate, io};
use crate::auth::secret_file;
use crate::clock::Clock;
use crate::config::{ConfigError, TlsFiles};

/// How often the files are looked at, as the signing keys are.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often a certificate that will soon expire is spoken of.
const REMIND_EVERY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// The two files, and what was last made of them.
pub(super) struct Tls {
    files: TlsFiles,
    public_url: String,
    texts: Result<Texts, ConfigError>,
    shown: Arc<Shown>,
    hangups: Hangups,
    clock: Clock,
}

impl Tls {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// When they cannot be read, do not belong together, or are out of date.
    pub(super) fn load(
        files: &TlsFiles,
        public_url: &str,
        clock: &Clock,
    ) -> Result<Self, StartupError> {
        let texts = Texts::read(files)?;
        let certified = certificate::check(&texts.certificate, &texts.key, clock.seconds())?;
        let tls = Self {
            files: files.clone(),
            public_url: public_url.to_owned(),
            texts: Ok(texts),
            shown: Arc::new(Shown(ArcSwap::from_pointee(certified))),
            hangups: Hangups::listen().map_err(io("SIGHUP"))?,
            clock: clock.clone(),
        };
        tls.warn();
        Ok(tls)
    }

    /// How connections are secured. Every choice is spelt out, though most are
    /// what the library would choose: 1.0 and 1.1 are out (RFC 8996), nobody
    /// needs a certificate of their own, no request comes before the handshake
    /// has ended (`early data` could be sent to us twice by anyone who recorded
    /// it, RFC 8446 §8), and what is spoken is HTTP/1.1.
    pub(super) fn accept(&self) -> Accept {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .expect("the provider speaks both")
            .with_no_client_auth()
            .with_cert_resolver(self.shown.clone());
        config.max_early_data_size = 0;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Accept::Tls(Arc::new(config).into())
    }

    /// Keeps what is shown up to date with the files. Never returns.
    ///
    /// A renewal writes two files, and we may look between them: what does not
    /// fit is not taken, the former certificate stays, and the log says why.
    pub(super) async fn watch(mut self) {
        let mut reminded = self.clock.millis();
        loop {
            let asked = tokio::time::timeout(LOOK_EVERY, self.hangups.next()).await;
            let files = self.files.clone();
            let Ok(texts) = web::block(move || Texts::read(&files)).await else {
                continue;
            };
            if asked.is_ok() || texts != self.texts {
                self.take(&texts);
                self.texts = texts;
            }
            let now = self.clock.millis();
            if now.saturating_sub(reminded) >= REMIND_EVERY_MILLIS {
                reminded = now;
                self.warn();
            }
        }
    }

    /// Shows this certificate from now on, if it is fit to be shown. Connections
    /// that are open keep what they agreed on.
    fn take(&self, texts: &Result<Texts, ConfigError>) {
        let certified = texts.as_ref().map_err(Clone::clone).and_then(|texts| {
            certificate::check(&texts.certificate, &texts.key, self.clock.seconds())
        });
        match certified {
            Ok(certified) => {
                self.shown.0.store(Arc::new(certified));
                tracing::info!("TLS: the certificate was read again and is in use");
                self.warn();
            }
            Err(reason) => {
                tracing::error!(%reason, "TLS: not taken, the former certificate stays");
            }
        }
    }

    fn warn(&self) {
        let shown = self.shown.0.load();
        for warning in certificate::warnings(&shown, &self.public_url, self.clock.seconds()) {
            tracing::warn!("{warning}");
        }
        #[cfg(unix)]
        if others_can_read(&self.files.key) {
            tracing::warn!("APP_TLS_KEY: others than its owner may read this file (chmod 600)");
        }
    }
}

/// Not changed as the files of our own are: this one is another program's, which
/// may have given a group the right to read it so that we can.
#[cfg(unix)]
fn others_can_read(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

/// What stands in the files.
#[derive(Clone, PartialEq, Eq)]
struct Texts {
    certificate: String,
    key: String,
}

impl Texts {
    fn read(files: &TlsFiles) -> Result<Self, ConfigError> {
        let read = |variable, path| {
            secret_file::read(path).map_err(|cause| {
                let reason = format!("names a file that cannot be read: {cause}");
                ConfigError::new(variable, reason)
            })
        };
        Ok(Self {
            certificate: read("APP_TLS_CERT", &files.certificate)?,
            key: read("APP_TLS_KEY", &files.key)?,
        })
    }
}

/// The certificate that the next handshake gets, whatever name it asks for: one
/// that wants another name sees ours and says no.
struct Shown(ArcSwap<CertifiedKey>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown")
    }
}
