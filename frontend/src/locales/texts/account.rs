//! The texts of logging in and of one's own account.

use super::Text;

texts! {
    /// Where the token can be kept.
    Store {
        legend: Text,
        local: Text,
        local_hint: Text,
        session: Text,
        session_hint: Text,
        memory: Text,
        memory_hint: Text,
        cookie: Text,
        cookie_hint: Text,
    }

    /// The question for the password.
    StepUp {
        title: Text,
        lead: Text,
        submit: Text,
        submitting: Text,
    }

    /// The page for a forgotten password.
    Forgot {
        title: Text,
        lead: Text,
        submit: Text,
        submitting: Text,
        sent: Text,
        outbox: Text,
        log_in: Text,
    }

    /// The page that the link in the mail leads to.
    Reset {
        title: Text,
        lead: Text,
        new_password: Text,
        submit: Text,
        submitting: Text,
        done: Text,
        log_in: Text,
        missing: Text,
        expired: Text,
        used: Text,
        invalid: Text,
        again: Text,
    }

    /// The mailbox of development.
    Outbox {
        title: Text,
        lead: Text,
        empty: Text,
        empty_lead: Text,
        to: Text,
        missing: Text,
        reload: Text,
    }

    /// One's own profile.
    Account {
        title: Text,
        lead: Text,
        profile: Text,
        username: Text,
        display_name: Text,
        email: Text,
        email_hint: Text,
        role: Text,
        role_user: Text,
        role_admin: Text,
        created: Text,
        id: Text,
        save: Text,
        saving: Text,
        saved: Text,
    }

    /// Another password.
    Password {
        title: Text,
        lead: Text,
        current: Text,
        new: Text,
        submit: Text,
        submitting: Text,
        changed: Text,
        wrong: Text,
    }

    /// One's own sessions.
    Sessions {
        title: Text,
        lead: Text,
        current: Text,
        /// The browser and the system that it runs on.
        device: fn(&str, &str) -> String,
        unknown_device: Text,
        last_used: fn(&str) -> String,
        began: fn(&str) -> String,
        end: Text,
        /// For who hears the button and does not see where it stands.
        end_which: fn(&str) -> String,
        end_others: Text,
        ended: Text,
        others_ended: Text,
    }

    /// What cannot be undone.
    Danger {
        title: Text,
        lead: Text,
        delete: Text,
        deleting: Text,
        confirm_title: Text,
        confirm_body: Text,
    }
}
