//! Whether a certificate and its key are fit to be shown to browsers.

use std::time::Duration;

use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, Error, InconsistentKeys, RootCertStore};

use crate::clock::from_now;
use crate::config::ConfigError;

const CERTIFICATE: &str = "APP_TLS_CERT";
const KEY: &str = "APP_TLS_KEY";

/// Who renews by a machine does so a month before the end. Two weeks before it,
/// something is wrong with the machine.
const SOON_SECONDS: i64 = 14 * 24 * 60 * 60;

/// The last second of the year 9999, which in a certificate means "never"
/// (RFC 5280 §4.1.2.5).
const NEVER: u64 = 253_402_300_799;

/// Takes the chain and the private key from their PEM texts. `now` is in seconds
/// since 1970.
///
/// # Errors
/// When there is none, the key is weak or another certificate's, or the
/// certificate is not valid now.
pub(super) fn check(chain: &str, key: &str, now: i64) -> Result<CertifiedKey, ConfigError> {
    let chain = CertificateDer::pem_slice_iter(chain.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .ok()
        .filter(|chain| !chain.is_empty())
        .ok_or_else(|| {
            ConfigError::new(
                CERTIFICATE,
                "names a file without a certificate in PEM (-----BEGIN CERTIFICATE-----)",
            )
        })?;
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| {
        ConfigError::new(
            KEY,
            "names a file without a private key in PEM (an encrypted one must be decrypted first)",
        )
    })?;
    let provider = aws_lc_rs::default_provider();
    let key = provider.key_provider.load_private_key(key).map_err(|_| {
        ConfigError::new(
            KEY,
            "names a key that cannot be used: it must be RSA of 2048 bits or more, ECDSA or Ed25519",
        )
    })?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Ok(()) => {}
        Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
            let reason = "is not the key of the first certificate in APP_TLS_CERT";
            return Err(ConfigError::new(KEY, reason));
        }
        Err(_) => {
            let reason = "names a file whose first certificate is damaged";
            return Err(ConfigError::new(CERTIFICATE, reason));
        }
    }
    let now = u64::try_from(now).unwrap_or_default();
    match validity_at(&certified, now) {
        Err(CertificateError::ExpiredContext { .. }) => Err(ConfigError::new(
            CERTIFICATE,
            "names a certificate that has expired",
        )),
        Err(CertificateError::NotValidYetContext { .. }) => Err(ConfigError::new(
            CERTIFICATE,
            "names a certificate that is not valid yet (or this machine's clock is wrong)",
        )),
        _ => Ok(certified),
    }
}

/// What works and will not for long, or not for everybody.
pub(super) fn warnings(certified: &CertifiedKey, public_url: &str, now: i64) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Err(CertificateError::ExpiredContext { not_after, .. }) = validity_at(certified, NEVER) {
        let end = i64::try_from(not_after.as_secs()).unwrap_or(i64::MAX);
        if end.saturating_sub(now) < SOON_SECONDS {
            let when = from_now(end, now);
            warnings.push(format!("{CERTIFICATE}: the certificate expires {when}"));
        }
    }
    // No refusal: a proxy may speak TLS to us by another name than browsers do.
    if !names(certified, public_url) {
        warnings.push(format!(
            "{CERTIFICATE}: the certificate is not for the host in APP_PUBLIC_URL; \
             browsers will not trust it"
        ));
    }
    warnings
}

/// Whether browsers may take the certificate at this moment, as far as its dates
/// go. The library tells that only on the way to somebody who vouches for it, and
/// looks at the dates first: here nobody is trusted, so it never gets further.
fn validity_at(certified: &CertifiedKey, seconds: u64) -> Result<(), CertificateError> {
    let parsed = certified
        .end_entity_cert()
        .and_then(ParsedCertificate::try_from);
    let checked = parsed.and_then(|certificate| {
        verify_server_cert_signed_by_trust_anchor(
            &certificate,
            &RootCertStore::empty(),
            &[],
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            aws_lc_rs::default_provider()
                .signature_verification_algorithms
                .all,
        )
    });
    match checked {
        Err(Error::InvalidCertificate(reason)) => Err(reason),
        _ => Ok(()),
    }
}

/// Whether the certificate is for the host by which browsers reach us.
fn names(certified: &CertifiedKey, public_url: &str) -> bool {
    let url = url::Url::parse(public_url).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    // A URL writes an IPv6 address in brackets, a certificate does not.
    let host = host.map(|host| host.trim_start_matches('[').trim_end_matches(']'));
    let name = host.and_then(|host| ServerName::try_from(host).ok());
    let parsed = certified
        .end_entity_cert()
        .and_then(ParsedCertificate::try_from);
    match (parsed, name) {
        (Ok(certificate), Some(name)) => verify_server_name(&certificate, &name).is_ok(),
        _ => false,
    }
}
