//! English: logging in, and one's own account.

use crate::locales::texts::{
    Account, Danger, Forgot, Outbox, Password, Reset, Sessions, StepUp, Store,
};

pub(super) const STORE: Store = Store {
    legend: "Where to keep the token",
    local: "localStorage",
    local_hint: "Survives a reload and a restart. Every script of this page can read it.",
    session: "sessionStorage",
    session_hint: "Survives a reload, ends with the tab. Every script of this page can read it.",
    memory: "Memory",
    memory_hint: "Gone after a reload, which fetches a new one. Never written to disk.",
    cookie: "HttpOnly cookie",
    cookie_hint: "Survives a reload. No script can read it, so there is no token to look at.",
};

pub(super) const STEP_UP: StepUp = StepUp {
    title: "Is it you?",
    lead: "This cannot be undone, or concerns others. Give your password once more.",
    submit: "Continue",
    submitting: "Checking…",
};

pub(super) const FORGOT: Forgot = Forgot {
    title: "Forgot your password?",
    lead: "Give your user name, and a link to set another password is sent to your address.",
    submit: "Send the link",
    submitting: "Sending…",
    sent: "If there is such a user with an address, a link is on its way. It works once, within 30 minutes.",
    outbox: "Look into the development mailbox",
    log_in: "Back to log in",
};

pub(super) const RESET: Reset = Reset {
    title: "Set another password",
    lead: "With it, every session of yours ends: whoever was in is out.",
    new_password: "New password",
    submit: "Set the password",
    submitting: "Setting…",
    done: "Your password has been set. Log in with it.",
    log_in: "Log in",
    missing: "This page is reached by the link in a mail, and there is none in its address. If you reloaded the page, open the link once more.",
    expired: "This link has expired: it works for 30 minutes.",
    used: "This link has been used, or the password was changed otherwise since. It works once.",
    invalid: "This link is not whole, or not from here. Copy all of it from the mail.",
    again: "Have another link sent",
};

pub(super) const OUTBOX: Outbox = Outbox {
    title: "Development mailbox",
    lead: "What the server would have sent. It is shown in development and on the server's own computer only.",
    empty: "No mail yet",
    empty_lead: "Ask for a link on the page for a forgotten password.",
    to: "To",
    missing: "This server keeps no mailbox to look at: it sends its mail.",
    reload: "Look again",
};

pub(super) const ACCOUNT: Account = Account {
    title: "Account",
    lead: "What the server knows about you, and where you are logged in.",
    profile: "Profile",
    username: "User name",
    display_name: "Display name",
    email: "E-mail",
    email_hint: "For a forgotten password. Leave it empty to give none.",
    role: "Role",
    role_user: "User",
    role_admin: "Admin",
    created: "Registered",
    id: "User id",
    save: "Save",
    saving: "Saving…",
    saved: "Profile saved.",
};

pub(super) const PASSWORD: Password = Password {
    title: "Password",
    lead: "When you change it, you stay logged in here, and every other session ends.",
    current: "Current password",
    new: "New password",
    submit: "Change the password",
    submitting: "Changing…",
    changed: "Password changed. Every other session is over.",
    wrong: "This is not your current password.",
};

pub(super) const SESSIONS: Sessions = Sessions {
    title: "Where you are logged in",
    lead: "One line for each log-in. If you do not know one of them, end it and change your password.",
    current: "This session",
    device: |browser, system| format!("{browser} on {system}"),
    unknown_device: "Unknown device",
    last_used: |time| format!("Last used {time}"),
    began: |time| format!("Logged in {time}"),
    end: "End",
    end_which: |device| format!("End the session of {device}"),
    end_others: "End all others",
    ended: "The session is over.",
    others_ended: "All other sessions are over.",
};

pub(super) const DANGER: Danger = Danger {
    title: "Delete the account",
    lead: "Your profile, your notes and your sessions are deleted at once and for good.",
    delete: "Delete my account",
    deleting: "Deleting…",
    confirm_title: "Delete your account?",
    confirm_body: "All your notes go with it. Nothing of it can be brought back.",
};
