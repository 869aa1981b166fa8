//! A new password: long enough, and nothing else asked of it.

use std::fmt;

use crate::validation::Broken;

/// A password that somebody chooses: 8 to 256 characters of any kind.
///
/// No "one capital, one digit": such rules make passwords harder to remember
/// and no harder to guess (NIST SP 800-63B §3.1.1.2). The server refuses the
/// most common ones besides; the list is too long to send to a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The least number of characters.
    pub const MIN_CHARS: usize = 8;
    /// The greatest number of characters: far above any passphrase, and a bound
    /// on the work that a request may ask for.
    pub const MAX_CHARS: usize = 256;

    /// Takes a password as it is: nothing is trimmed or folded.
    ///
    /// # Errors
    /// Which rule it breaks.
    pub fn parse(password: &str) -> Result<Self, Broken> {
        match password.chars().count() {
            0 => Err(Broken::Required),
            n if n < Self::MIN_CHARS => Err(Broken::TooShort {
                min: Self::MIN_CHARS,
            }),
            n if n > Self::MAX_CHARS => Err(Broken::TooLong {
                max: Self::MAX_CHARS,
            }),
            _ => Ok(Self(password.to_owned())),
        }
    }

    /// The password itself. To be hashed, and to be put nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Never the password: `{:?}` in a log line must not give it away.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(
            Password::parse("七个汉字不够长"),
            Err(Broken::TooShort { min: 8 })
        );
        assert!(Password::parse("八个汉字就足够了").is_ok());
        assert!(Password::parse(&"密".repeat(256)).is_ok());
        assert_eq!(
            Password::parse(&"密".repeat(257)),
            Err(Broken::TooLong { max: 256 })
        );
    }

    #[test]
    fn a_password_does_not_show_itself_in_debug_output() {
        let password = Password::parse("correct horse").unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
