//! A certificate for one walk, which the walk's own browser trusts and nobody
//! else.

use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};

/// A certificate in a file, and its key in another.
pub(crate) struct Certificate {
    pub(crate) path: PathBuf,
    pub(crate) key_path: PathBuf,
    /// The hash of its public key, by which Chromium is told to trust it.
    pub(crate) key_hash: String,
}

impl Certificate {
    /// Makes one for `localhost`.
    pub(crate) fn make(folder: &Path) -> Self {
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(["localhost".to_owned()])
            .and_then(|certificate| certificate.self_signed(&key))
            .expect("a certificate");
        let (path, key_path) = (folder.join("cert.pem"), folder.join("key.pem"));
        std::fs::write(&path, certificate.pem()).expect("written");
        std::fs::write(&key_path, key.serialize_pem()).expect("written");
        let key_hash = STANDARD.encode(digest(&SHA256, &key.subject_public_key_info()));
        Self {
            path,
            key_path,
            key_hash,
        }
    }
}
