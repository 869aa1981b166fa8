//! How a rule that a field breaks is named, on the wire and beside the field.

use serde::{Deserialize, Serialize};

/// One field of a request that broke a rule, as a problem lists them in `errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field's name, as in the request.
    pub field: String,
    /// Which rule, for programs and translations.
    pub code: FieldErrorCode,
    /// The same for people who read the answer as it came.
    pub detail: String,
}

/// The rules by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldErrorCode {
    /// Missing or empty.
    Required,
    /// Fewer characters than it needs.
    TooShort,
    /// More characters than it may have.
    TooLong,
    /// A character that it may not have.
    InvalidCharacter,
    /// A password that everybody tries first.
    TooCommon,
    /// Not of the type or form that it should be.
    InvalidValue,
    /// A field that the request does not have.
    UnknownField,
}

/// The rule that a value breaks, with its figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Missing or empty.
    Required,
    /// Fewer than `min` characters.
    TooShort {
        /// The least number of characters.
        min: usize,
    },
    /// More than `max` characters.
    TooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// A character that the rule leaves out.
    InvalidCharacter,
    /// A password that everybody tries first.
    TooCommon,
}

impl Broken {
    /// The rule's name.
    #[must_use]
    pub fn code(self) -> FieldErrorCode {
        match self {
            Self::Required => FieldErrorCode::Required,
            Self::TooShort { .. } => FieldErrorCode::TooShort,
            Self::TooLong { .. } => FieldErrorCode::TooLong,
            Self::InvalidCharacter => FieldErrorCode::InvalidCharacter,
            Self::TooCommon => FieldErrorCode::TooCommon,
        }
    }

    /// The rule for people who read the answer as it came.
    #[must_use]
    pub fn detail(self) -> String {
        match self {
            Self::Required => "must not be empty".to_owned(),
            Self::TooShort { min } => format!("must have at least {min} characters"),
            Self::TooLong { max } => format!("must have at most {max} characters"),
            Self::InvalidCharacter => "has a character that is not allowed".to_owned(),
            Self::TooCommon => "is among the passwords that are tried first".to_owned(),
        }
    }
}

impl FieldError {
    /// `field` broke `rule`.
    #[must_use]
    pub fn new(field: &str, rule: Broken) -> Self {
        Self {
            field: field.to_owned(),
            code: rule.code(),
            detail: rule.detail(),
        }
    }

    /// `field` is missing or empty.
    #[must_use]
    pub fn required(field: &str) -> Self {
        Self::new(field, Broken::Required)
    }
}

/// All the fields of one request that broke a rule; never empty once it is the
/// `Err` of a result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// None so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// Takes the value out of a check, or notes down that `field` failed it.
    pub fn check<T>(&mut self, field: &str, checked: Result<T, Broken>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(rule) => {
                self.push(FieldError::new(field, rule));
                None
            }
        }
    }

    /// `value` if nothing was noted down.
    ///
    /// # Errors
    /// What was noted down.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }

    /// The list, for a [`Problem`](crate::error::Problem).
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldError> {
        self.0
    }
}

impl From<FieldError> for FieldErrors {
    fn from(error: FieldError) -> Self {
        Self(vec![error])
    }
}
