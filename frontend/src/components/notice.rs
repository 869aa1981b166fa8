//! A sentence that appears: why something failed, or that it worked.

use leptos::prelude::*;
use shared::error::ErrorCode;

use crate::api::ApiError;
use crate::auth_state::Farewell;
use crate::locales::{Texts, use_texts};

/// What kind of news it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Error,
    Success,
    Neutral,
}

/// The sentence, and what programs know it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) tone: Tone,
    pub(crate) code: &'static str,
    pub(crate) text: String,
    /// What the server's log has this failure under, when only that helps.
    pub(crate) request_id: Option<String>,
    /// The code to read more about.
    pub(crate) explained: Option<ErrorCode>,
}

impl Message {
    /// A sentence without an error code.
    pub(crate) fn new(tone: Tone, code: &'static str, text: &str) -> Self {
        Self {
            tone,
            code,
            text: text.to_owned(),
            request_id: None,
            explained: None,
        }
    }

    /// The same for what may have failed. Who cancelled a request needs no
    /// message.
    pub(crate) fn of_failure(failure: Option<ApiError>, t: &Texts) -> Option<Self> {
        let error = failure.filter(|error| *error != ApiError::Cancelled)?;
        Some(Self::from_error(&error, t))
    }

    /// Why a request came to nothing, and what can be done.
    pub(crate) fn from_error(error: &ApiError, t: &Texts) -> Self {
        let text = match error {
            ApiError::Problem(problem) => {
                let error = (t.error)(problem.code);
                format!("{}{}{}", error.what, t.common.sentence_space, error.remedy)
            }
            ApiError::Timeout => t.connection.timeout.to_owned(),
            ApiError::Offline => t.connection.offline.to_owned(),
            ApiError::Unreachable => t.connection.unreachable.to_owned(),
            ApiError::Aborted => t.connection.aborted.to_owned(),
            ApiError::Unexpected(status) => (t.connection.unexpected)(*status),
            // Who cancels knows it, and no page tells them.
            ApiError::Cancelled => String::new(),
        };
        Self {
            tone: Tone::Error,
            code: error.code(),
            text,
            request_id: match error {
                ApiError::Problem(problem) if problem.code == ErrorCode::Internal => {
                    Some(problem.request_id.clone())
                }
                _ => None,
            },
            explained: error.error_code(),
        }
    }

    /// How the last session ended.
    pub(crate) fn from_farewell(farewell: Farewell, t: &Texts) -> Self {
        let space = t.common.sentence_space;
        match farewell {
            Farewell::LoggedOut => Self::new(Tone::Success, "logged_out", t.session.logged_out),
            Farewell::LoggedOutUntold => Self::new(
                Tone::Neutral,
                "logged_out_untold",
                t.session.logged_out_untold,
            ),
            Farewell::AccountDeleted => {
                Self::new(Tone::Success, "account_deleted", t.session.account_deleted)
            }
            Farewell::OtherUser => Self::new(Tone::Neutral, "other_user", t.session.other_user),
            Farewell::EndedElsewhere => {
                Self::new(Tone::Neutral, "ended_elsewhere", t.session.ended_elsewhere)
            }
            Farewell::Refused(code) => Self {
                tone: Tone::Neutral,
                code: code.as_str(),
                text: format!("{}{space}{}", (t.error)(code).what, t.session.please_log_in),
                request_id: None,
                explained: Some(code),
            },
        }
    }
}

/// The place where a message appears. It is in the page from the start, empty:
/// screen readers announce what changes in a live region, and not a region that
/// arrives with its text.
#[component]
pub(crate) fn Notice(
    /// The message, while there is one.
    #[prop(into)]
    message: Signal<Option<Message>>,
    /// Whether to interrupt what is being read out: for failures.
    #[prop(optional)]
    urgent: bool,
) -> impl IntoView {
    let t = use_texts();
    let role = if urgent { "alert" } else { "status" };
    let shown = move |message: Message| {
        let class = match message.tone {
            Tone::Error => "notice error",
            Tone::Success => "notice success",
            Tone::Neutral => "notice neutral",
        };
        let explained = message.explained.map(|code| {
            view! {
                " "
                <a class="more" href=format!("/errors/{code}") target="_blank">
                    {move || t().common.explain}
                </a>
            }
        });
        view! {
            <p class=class data-testid="notice" data-code=message.code>
                {message.text}
                {message.request_id.map(|id| view! { <code class="request-id">{id}</code> })}
                {explained}
            </p>
        }
    };
    view! { <div class="notice-slot" role=role>{move || message.get().map(shown)}</div> }
}
