//! The texts of what admins do, and of links to notes.

use super::Text;

texts! {
    /// A link to a note.
    Link {
        title: Text,
        lead: Text,
        duration: Text,
        minutes: fn(i64) -> String,
        make: Text,
        making: Text,
        address: Text,
        copy: Text,
        copied: Text,
        not_copied: Text,
        until: fn(&str) -> String,
    }

    /// What admins see and do.
    Admin {
        title: Text,
        lead: Text,
        users: Text,
        events: Text,
        search: Text,
        search_submit: Text,
        shown: fn(usize) -> String,
        none: Text,
        you: Text,
        disabled: Text,
        disable: Text,
        enable: Text,
        make_admin: Text,
        make_user: Text,
        end_sessions: Text,
        /// What a button does, and to whom.
        button_for: fn(&str, &str) -> String,
        registered: fn(&str) -> String,
        was_disabled: fn(&str) -> String,
        was_enabled: fn(&str) -> String,
        became_admin: fn(&str) -> String,
        became_user: fn(&str) -> String,
        sessions_ended: fn(&str) -> String,
        events_lead: Text,
        events_shown: fn(usize) -> String,
        /// What happened, by the name in the log.
        event: fn(&str) -> Option<Text>,
        event_user: Text,
        event_actor: Text,
        event_ip: Text,
    }

    /// The page of those who may not.
    Forbidden {
        title: Text,
        lead: Text,
        home: Text,
    }
}
