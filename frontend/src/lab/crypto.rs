//! Signatures of tokens, made and checked in this browser.
//!
//! WebCrypto does the arithmetic: it is in every browser, costs the page no
//! bytes, and a key that is entered here goes to it and nowhere else. The server
//! has its own way (`auth::jws`), and nothing that is found here counts for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

mod keys;
mod subtle;
#[cfg(test)]
mod tests;

pub(crate) use keys::{Key, generate, public_pem};
pub(crate) use subtle::{members, settle, subtle, usages};

/// How a token can be signed (RFC 7518 §3.1, RFC 8037 §3.1). `none` is no way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Alg {
    Hs256,
    Hs384,
    Hs512,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    Es512,
    EdDsa,
}

/// What kind of arithmetic it is, which decides what a key has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Family {
    /// One secret, which both sides have.
    Hmac,
    /// RSA with the padding of PKCS #1 v1.5.
    RsaPkcs1,
    /// RSA with the padding PSS.
    RsaPss,
    /// A curve of NIST's.
    Ecdsa,
    /// The curve Ed25519.
    Ed25519,
}

/// Why there is no signature, or no verdict on one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CryptoError {
    /// This browser does not know the algorithm. It has no WebCrypto at all
    /// where a page has come by plain http from another machine.
    Unsupported,
    /// The key cannot be read, or is of another kind than the algorithm needs.
    KeyRejected,
    /// Signing needs the private key, and this is the public one.
    PublicKeyCannotSign,
    /// The key was taken, and then it did not work.
    Failed,
}

impl Alg {
    /// All of them, by family.
    pub(crate) const ALL: [Self; 13] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::EdDsa,
    ];

    /// The name in the header.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The one with this name, to the letter: the names are case-sensitive (RFC
    /// 7515 §4.1.1).
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == name)
    }

    pub(crate) fn family(self) -> Family {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => Family::Hmac,
            Self::Rs256 | Self::Rs384 | Self::Rs512 => Family::RsaPkcs1,
            Self::Ps256 | Self::Ps384 | Self::Ps512 => Family::RsaPss,
            Self::Es256 | Self::Es384 | Self::Es512 => Family::Ecdsa,
            Self::EdDsa => Family::Ed25519,
        }
    }

    /// How many bits the hash has; Ed25519 has SHA-512 inside.
    pub(crate) fn hash_bits(self) -> u16 {
        match self {
            Self::Hs256 | Self::Rs256 | Self::Ps256 | Self::Es256 => 256,
            Self::Hs384 | Self::Rs384 | Self::Ps384 | Self::Es384 => 384,
            Self::Hs512 | Self::Rs512 | Self::Ps512 | Self::Es512 | Self::EdDsa => 512,
        }
    }

    /// The curve by its name in a JWK, if it is one of NIST's (RFC 7518 §3.4).
    fn curve(self) -> Option<&'static str> {
        match self {
            Self::Es256 => Some("P-256"),
            Self::Es384 => Some("P-384"),
            Self::Es512 => Some("P-521"),
            _ => None,
        }
    }
}

/// The signature over these bytes, as it stands in a token: of an ECDSA
/// signature, r and s one after the other (RFC 7518 §3.4).
pub(crate) async fn sign(alg: Alg, key: &Key, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let key = keys::for_signing(alg, key).await?;
    subtle::sign(alg, &key, data).await
}

/// Whether the signature over these bytes was made with this key, or, for a
/// public one, with the private key that belongs to it.
pub(crate) async fn verify(
    alg: Alg,
    key: &Key,
    data: &[u8],
    signature: &[u8],
) -> Result<bool, CryptoError> {
    let key = keys::for_verifying(alg, key).await?;
    subtle::verify(alg, &key, signature, data).await
}

/// A whole token of this header and these claims, which are taken to the byte.
pub(crate) async fn sign_token(
    alg: Alg,
    key: &Key,
    header: &str,
    payload: &str,
) -> Result<String, CryptoError> {
    let input = signing_input(header, payload);
    let signature = sign(alg, key, input.as_bytes()).await?;
    Ok(format!("{input}.{}", base64url(&signature)))
}

/// What a signature is over: the two first parts as text, and the dot between
/// them (RFC 7515 §5.1).
pub(crate) fn signing_input(header: &str, payload: &str) -> String {
    format!("{}.{}", base64url(header), base64url(payload))
}

/// The bytes in base64url without padding.
pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of such a text, if it is one, spelled in the one right way.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
