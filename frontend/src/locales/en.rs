//! English.

mod account;
mod admin;
mod claims;
mod errors;

use super::texts::{
    Call, Chunk, Common, Connection, Editor, Field, Flow, Header, Home, Login, NotFound, Notes,
    Reference, Register, Session, Texts, Token,
};

pub(super) static TEXTS: Texts = Texts {
    common: Common {
        skip_to_content: "Skip to the content",
        loading: "Loading…",
        retry: "Try again",
        cancel: "Cancel",
        optional: "optional",
        explain: "What does this mean?",
        sentence_space: " ",
    },
    header: Header {
        main_navigation: "Main",
        home: "Home",
        notes: "Notes",
        account: "Account",
        admin: "Admin",
        log_in: "Log in",
        register: "Register",
        log_out: "Log out",
        other_language: "中文",
        theme_system: "Colours: as the system has them",
        theme_light: "Colours: light",
        theme_dark: "Colours: dark",
        footer: "The path of a JSON Web Token, from login to request.",
        error_reference: "Error codes",
    },
    connection: Connection {
        offline_banner: "You are offline. What you type stays here.",
        offline: "You are offline. Connect to a network and try again.",
        unreachable: "The server cannot be reached. It may be down or restarting: try again in a moment.",
        timeout: "The server took longer than 10 seconds to answer. Try again.",
        aborted: "The request was stopped before an answer came. Try again.",
        unexpected: |status| {
            format!(
                "The server answered with something that this page does not understand ({status})."
            )
        },
        unknown_title: "The server is out of reach",
        unknown_lead: "Your session is kept; only the server can say whether it is still good.",
    },
    session: Session {
        logged_out: "You have logged out.",
        logged_out_untold: "You are logged out here, but the server could not be told yet. It will be as soon as this page reaches it.",
        account_deleted: "Your account has been deleted, with all that was in it.",
        other_user: "Somebody else has logged in in another tab of this browser, which ended your session here.",
        ended_elsewhere: "Your session was ended in another tab.",
        please_log_in: "Log in, and you will be back where you were.",
        storage_blocked: "This browser blocks storage, so the token is kept in memory, and you are logged out when this page is reloaded.",
    },
    field: Field {
        username: "User name",
        password: "Password",
        display_name: "Display name",
        show_password: "Show password",
        hide_password: "Hide password",
        required: "Fill this in.",
        too_short: |min| format!("At least {min} characters."),
        too_long: |max| format!("At most {} characters.", grouped(max)),
        username_characters: "Only a–z, 0–9 and _, starting with a letter.",
        other_characters: "There is a character in it that cannot be used, such as an invisible one.",
        no_address: "This is no e-mail address: one has a name, an @ and a domain.",
        too_common: "This password is among the first that attackers try. Choose another one.",
        invalid_value: "This cannot be used here.",
        unknown_field: "The server does not know this field.",
        username_taken: "Somebody has this user name. Choose another one.",
    },
    home: Home {
        title: "Home",
        hero: "From login to request in five steps",
        lead: "Trade your password for a signed token, keep it, send it with every request, and see what the server makes of it.",
        log_in: "Log in",
        register: "Create an account",
        demo_hint: "Two users are there to try it with:",
        hello: |name| format!("Hello, {name}"),
        hello_in_cookie: "You gave a password and your browser got a token for it, which it shows to nobody.",
        hello_lead: "You gave a password and got this token for it. From now on it speaks for you.",
    },
    flow: Flow {
        label: "The five steps between browser and server",
        browser: "Browser",
        server: "Server",
        step_1: "Send user name and password",
        step_2: "Both are right: here is a signed token",
        keep: "Keep the token",
        step_3: "Ask again, with the token",
        step_4: "The token is good: here is the answer",
        step_5: "The token is not: refused, and why",
        #[cfg(not(feature = "lab"))]
        step_2_more: "200 · access_token",
        #[cfg(not(feature = "lab"))]
        step_4_more: "200 · user profile",
        #[cfg(not(feature = "lab"))]
        step_5_more: "401 · token_expired",
    },
    token: Token {
        title: "Your access token",
        size: |bytes| format!("{bytes} bytes"),
        header: "Header",
        payload: "Payload",
        signature: "Signature",
        unreadable: "This cannot be decoded, so it is not a token. The server will refuse it.",
        in_memory: "memory",
        kept_local: "Kept in localStorage: all tabs share it, it outlives the browser, and every script of this page can read it.",
        kept_session: "Kept in sessionStorage: it is this tab's own and ends with it, and every script of this page can read it.",
        kept_memory: "Kept in memory: it is gone when the page is reloaded, which fetches a new one.",
        kept_cookie: "Kept in an HttpOnly cookie: the browser sends it along by itself.",
        in_cookie: "HttpOnly cookie",
        no_token: "There is nothing to show: no script can read such a cookie, and this page is made of scripts. It only knows that you are logged in. To see a token and what is in it, log in with another store.",
        kept_blocked: "Kept in memory, because this browser blocks storage: it is gone when the page is reloaded.",
        expires_in: |time| format!("expires in {time}"),
        lifetime: |time| format!("valid for {time}"),
        expired: "Expired. The server will refuse the next request.",
        contents: "What it says",
        contents_lead: "Decoded here without any key: a token is encoded, not encrypted.",
        signature_lead: "Made with a key that only the server has. Change one character above, and it no longer fits.",
        time_left: "Time until the token expires",
        duration,
    },
    call: Call {
        title: "Use it",
        lead: "Steps 3 to 5: the token goes along, and the server answers or refuses.",
        button: "Call /api/me",
        calling: "Calling…",
        request: "Request",
        answer: "Answer",
        waiting: "Waiting for the answer…",
        by_cookie: "the browser adds the cookie; no script sees it",
        refused_first: |code| {
            format!(
                "The token was refused at first ({code}). The page fetched a new one and sent the request again."
            )
        },
    },
    login: Login {
        title: "Log in",
        lead: "Your password crosses the wire once. After that, the token speaks for you.",
        submit: "Log in",
        submitting: "Logging in…",
        forgot: "Forgot your password?",
        no_account: "No account yet?",
        register: "Register",
        demo: "Or fill in a demo user:",
        demo_admin: "admin",
        demo_user: "user",
    },
    register: Register {
        title: "Register",
        lead: "A user name and a password are all it takes.",
        username_hint: "3 to 32 characters: a–z, 0–9 and _, starting with a letter.",
        password_hint: "At least 8 characters of any kind. Long beats complicated.",
        display_name_hint: "What others see, in any script. Your user name, if left empty.",
        submit: "Register",
        submitting: "Registering…",
        have_account: "Have an account?",
        log_in: "Log in",
        log_in_failed: "Your account is made, but logging in did not work. Use “Log in” below.",
    },
    notes: Notes {
        title: "Notes",
        lead: "Only you can read these: the server looks for the owner in the token.",
        new: "New note",
        empty: "No notes yet",
        empty_lead: "Write the first one. It is stored under your user id and shown to nobody else.",
        load_more: "Load more",
        loading_more: "Loading…",
        shown: |count| match count {
            1 => "1 note shown".to_owned(),
            _ => format!("{count} notes shown"),
        },
        saved: "Note saved.",
        deleted: "Note deleted.",
        changed: |time| format!("Changed {time}"),
    },
    editor: Editor {
        new_title: "New note",
        edit_title: "Edit note",
        note_title: "Title",
        body: "Text",
        count: |count, max| format!("{} of {} characters", grouped(count), grouped(max)),
        save: "Save",
        saving: "Saving…",
        delete: "Delete",
        deleting: "Deleting…",
        back: "All notes",
        draft_kept: "Unsaved, kept in this tab",
        draft_restored: "Your unsaved draft has been restored.",
        draft_outdated: "Your unsaved draft has been restored. The note was changed elsewhere since: saving replaces that change.",
        discard: "Discard draft",
        confirm_title: "Delete this note?",
        confirm_body: "It cannot be brought back.",
        missing_title: "There is no such note",
        missing: "It was deleted, or it belongs to somebody else. The server says the same in both cases, so that nobody can find out what others have.",
    },
    link: admin::LINK,
    store: account::STORE,
    step_up: account::STEP_UP,
    forgot: account::FORGOT,
    reset: account::RESET,
    outbox: account::OUTBOX,
    account: account::ACCOUNT,
    password: account::PASSWORD,
    sessions: account::SESSIONS,
    danger: account::DANGER,
    admin: admin::ADMIN,
    forbidden: admin::FORBIDDEN,
    reference: Reference {
        title: "Error codes",
        lead: "Every refusal has a code. Each one is explained here, and every error that the server sends links to its code.",
        status: "HTTP status",
        what: "What happened",
        remedy: "What to do",
        all: "All error codes",
        unknown_title: "No such error code",
        unknown: "The server does not use this code.",
    },
    not_found: NotFound {
        title: "Nothing here",
        lead: "No page has this address.",
        home: "To the first page",
    },
    chunk: Chunk {
        title: "This page did not arrive",
        lead: "Its code could not be loaded: the network is gone, or there is a new version of this site. Loading the page again brings what is there now.",
        reload: "Load again",
    },
    error: errors::error,
    claim: claims::claim,
};

/// 10,000: digits in groups of three.
fn grouped(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, n) => n.to_string(),
        (thousands, n) => format!("{},{n:03}", grouped(thousands)),
    }
}

/// The two greatest units; the smaller ones do not matter then.
fn duration(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes, seconds % 60) {
        (0, 0, 0, s) => format!("{s} s"),
        (0, 0, m, 0) => format!("{m} min"),
        (0, 0, m, s) => format!("{m} min {s} s"),
        (0, h, 0, _) => format!("{h} h"),
        (0, h, m, _) => format!("{h} h {m} min"),
        (d, 0, _, _) => format!("{d} d"),
        (d, h, _, _) => format!("{d} d {h} h"),
    }
}
