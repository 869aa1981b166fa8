//! English: what admins do, and links to notes.

use crate::locales::texts::{Admin, Forbidden, Link};

pub(super) const LINK: Link = Link {
    title: "Share by link",
    lead: "Whoever has the link can download this note until it expires, without logging in.",
    duration: "Works for",
    minutes: |minutes| match minutes {
        1 => "1 minute".to_owned(),
        60 => "1 hour".to_owned(),
        _ => format!("{minutes} minutes"),
    },
    make: "Make a link",
    making: "Making…",
    address: "The link",
    copy: "Copy",
    copied: "Copied.",
    not_copied: "The browser does not let this page copy. The link is selected: copy it by hand.",
    until: |time| format!("Works until {time}."),
};

pub(super) const ADMIN: Admin = Admin {
    title: "Administration",
    lead: "Who may log in, and as what.",
    users: "Users",
    events: "Audit log",
    search: "Name or address",
    search_submit: "Search",
    shown: |count| match count {
        1 => "1 user shown".to_owned(),
        _ => format!("{count} users shown"),
    },
    none: "Nobody fits this search.",
    you: "You",
    disabled: "Disabled",
    disable: "Disable",
    enable: "Enable",
    make_admin: "Make admin",
    make_user: "Make user",
    end_sessions: "End sessions",
    button_for: |button, name| format!("{button}: {name}"),
    registered: |time| format!("Registered {time}"),
    was_disabled: |name| format!("{name} is disabled, and out at once."),
    was_enabled: |name| format!("{name} may log in again."),
    became_admin: |name| format!("{name} is an admin now."),
    became_user: |name| format!("{name} is no longer an admin."),
    sessions_ended: |name| format!("All sessions of {name} are over."),
    events_lead: "What happened to accounts and sessions, the newest first.",
    events_shown: |count| match count {
        1 => "1 entry shown".to_owned(),
        _ => format!("{count} entries shown"),
    },
    event,
    event_user: "User",
    event_actor: "By",
    event_ip: "From",
};

fn event(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "registered" => "Registered",
        "logged_in" => "Logged in",
        "login_failed" => "Wrong password",
        "logged_out" => "Logged out",
        "refresh_token_reused" => "A spent refresh token came back: session ended",
        "stepped_up" => "Gave the password again",
        "password_changed" => "Password changed",
        "password_reset_requested" => "Reset link sent",
        "password_reset" => "Password reset by link",
        "sessions_revoked" => "All sessions ended",
        "user_disabled" => "Disabled",
        "user_enabled" => "Enabled",
        "role_changed" => "Role changed",
        "user_deleted" => "Account deleted",
        _ => return None,
    })
}

pub(super) const FORBIDDEN: Forbidden = Forbidden {
    title: "Not for you",
    lead: "This page is for admins. The server would refuse every request from it with 403.",
    home: "To the first page",
};
