//! Logging in: what step 1 sends and what step 2 answers.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::NotBlank;
use crate::password::Password;
use crate::user::{DisplayName, UserProfile};
use crate::username::Username;
use crate::validation::{FieldError, FieldErrors};

/// Step 1 of the flow: the only request, but for the change of a password, that
/// carries one.
///
/// Nothing but emptiness is checked here. Whether the name or the password
/// *could* exist must not show: the answer to a wrong one is always the same.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The user name; upper case is folded.
    #[cfg_attr(feature = "openapi", schema(value_type = NotBlank))]
    pub username: String,
    /// The password, as typed.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub password: String,
    /// How the tokens are to come back.
    #[serde(default, skip_serializing_if = "TokenDelivery::is_default")]
    pub token_delivery: TokenDelivery,
}

impl LoginRequest {
    /// The fields that are empty.
    ///
    /// # Errors
    /// One `required` for each of them.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.username.trim().is_empty() {
            errors.push(FieldError::required("username"));
        }
        if self.password.is_empty() {
            errors.push(FieldError::required("password"));
        }
        errors.into_result(())
    }
}

/// How a client wants its tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum TokenDelivery {
    /// The access token in the body, for the `Authorization` header: the
    /// documented flow.
    #[default]
    Bearer,
    /// In `HttpOnly` cookies, out of reach of every script.
    Cookie,
    /// All in the body, for clients that are no browser.
    Native,
}

impl TokenDelivery {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Cookie => "cookie",
            Self::Native => "native",
        }
    }

    /// The way with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Bearer, Self::Cookie, Self::Native]
            .into_iter()
            .find(|way| way.as_str() == name)
    }
}

/// From a text and nothing else: serde would take `{"bearer": null}` as well.
impl TryFrom<String> for TokenDelivery {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::from_name(&name).ok_or("not a way of delivery")
    }
}

impl TokenDelivery {
    // By reference because serde's `skip_serializing_if` calls it so.
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Step 2 of the flow, the answer to a good log-in (RFC 6749 §5.1).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenResponse {
    /// The signed token, where it is delivered in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub access_token: Option<String>,
    /// Always `Bearer`: whoever has it may use it (RFC 6750 §1.2).
    pub token_type: String,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    /// For native clients only; a browser's never leaves its cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub refresh_token: Option<String>,
    /// Who has logged in.
    pub user: UserProfile,
}

/// What a client that is no browser renews its tokens with; a browser sends its
/// cookie and an empty object.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// The password once more, before something that cannot be undone (RFC 9470).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepUpRequest {
    /// The password.
    pub password: String,
}

/// Another password, by one who knows the present one.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    pub current_password: String,
    /// The one to come.
    #[cfg_attr(feature = "openapi", schema(value_type = Password))]
    pub new_password: String,
}

/// A link by mail for one who has forgotten the password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordResetRequest {
    /// The user name.
    #[cfg_attr(feature = "openapi", schema(value_type = NotBlank))]
    pub username: String,
}

/// Another password, by one who has that link.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordResetConfirmation {
    /// The token of the link.
    pub token: String,
    /// The password to come.
    #[cfg_attr(feature = "openapi", schema(value_type = Password))]
    pub new_password: String,
}

/// A new account.
///
/// There is no role in it, and an unknown field is refused rather than ignored:
/// nobody becomes an admin by asking for it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// The name to log in with.
    #[cfg_attr(feature = "openapi", schema(value_type = Username))]
    pub username: String,
    /// The password.
    #[cfg_attr(feature = "openapi", schema(value_type = Password))]
    pub password: String,
    /// The name to show; the user name where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DisplayName>))]
    pub display_name: Option<String>,
}

/// A [`RegisterRequest`] whose every field has been checked.
pub struct Registration {
    /// The name to log in with.
    pub username: Username,
    /// The password, not yet hashed.
    pub password: Password,
    /// The name to show.
    pub display_name: DisplayName,
}

impl RegisterRequest {
    /// Checks every field by the rules of its type.
    ///
    /// # Errors
    /// All the fields at fault, so that a person mends them in one go.
    pub fn validate(&self) -> Result<Registration, FieldErrors> {
        let mut errors = FieldErrors::new();
        let username = errors.check("username", Username::parse(&self.username));
        let password = errors.check("password", Password::parse(&self.password));
        let display_name = match self.display_name.as_deref() {
            None => username.as_ref().map(DisplayName::from),
            Some(name) => errors.check("display_name", DisplayName::parse(name)),
        };
        match (username, password, display_name) {
            (Some(username), Some(password), Some(display_name)) => {
                errors.into_result(Registration {
                    username,
                    password,
                    display_name,
                })
            }
            _ => Err(errors),
        }
    }
}
