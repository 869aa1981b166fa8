//! The refresh token: opaque to its holder, and a sum that only we can make.
//!
//! ```text
//! base64url( session id (16 bytes) · counter (8) · HMAC-SHA-256 over both (32) )
//! ```
//!
//! Unlike an access token it is meant for one reader, this server, which looks
//! the session up anyway: so it says nothing that anyone could read. It is never
//! stored, in the clear or hashed: whether it is genuine is in the token itself,
//! and whether it is the latest is the counter in the session's row. A stolen
//! database makes no refresh token, as the key is not in it.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

const ID_BYTES: usize = 16;
const COUNTER_BYTES: usize = 8;
const MAC_BYTES: usize = 32;
const SIGNED_BYTES: usize = ID_BYTES + COUNTER_BYTES;

/// What a genuine refresh token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// The session that it keeps going.
    pub session_id: Uuid,
    /// Which one of the session's it is; the first is 0.
    pub counter: i64,
}

/// Makes refresh tokens and tells genuine ones.
pub struct RefreshKey(hmac::Key);

impl RefreshKey {
    /// Derives the key from the master key (RFC 5869 §2.3, one block): other
    /// uses of that key can then never be taken for this one.
    #[must_use]
    pub fn derive(master: &[u8; 32]) -> Self {
        let master = hmac::Key::new(hmac::HMAC_SHA256, master);
        let key = hmac::sign(&master, b"tessera refresh token\x01");
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    /// The text of a token. The same session and counter give the same text:
    /// two tabs that refresh at once get one successor, not two.
    #[must_use]
    pub fn write(&self, token: RefreshToken) -> String {
        let mut bytes = Vec::with_capacity(SIGNED_BYTES + MAC_BYTES);
        bytes.extend(token.session_id.as_bytes());
        bytes.extend(token.counter.to_be_bytes());
        let mac = hmac::sign(&self.0, &bytes);
        bytes.extend(mac.as_ref());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a token says, if we made it.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<RefreshToken> {
        const CHARS: usize = (SIGNED_BYTES + MAC_BYTES).div_ceil(3) * 4;
        if text.len() > CHARS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (signed, mac) = bytes.split_at_checked(SIGNED_BYTES)?;
        hmac::verify(&self.0, signed, mac).ok()?;
        let (id, counter) = signed.split_at(ID_BYTES);
        Some(RefreshToken {
            session_id: Uuid::from_slice(id).ok()?,
            counter: i64::from_be_bytes(counter.try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> RefreshToken {
        RefreshToken {
            session_id: Uuid::from_u128(7),
            counter: 3,
        }
    }

    #[test]
    fn what_was_written_is_read_back_and_is_the_same_each_time() {
        let key = RefreshKey::derive(&[1; 32]);
        let text = key.write(token());
        assert_eq!(key.read(&text), Some(token()));
        assert_eq!(key.write(token()), text);
        let next = RefreshToken {
            counter: 4,
            ..token()
        };
        assert_ne!(key.write(next), text);
    }

    #[test]
    fn an_altered_cut_or_foreign_one_is_none() {
        let key = RefreshKey::derive(&[1; 32]);
        let text = key.write(token());
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(key.read(std::str::from_utf8(&bytes).unwrap()), None, "{at}");
            assert_eq!(key.read(&text[..at]), None, "{at}");
        }
        for odd in [format!("{text}="), format!("{text}A"), format!(" {text}")] {
            assert_eq!(key.read(&odd), None, "{odd}");
        }
        assert_eq!(RefreshKey::derive(&[2; 32]).read(&text), None);
    }
}
