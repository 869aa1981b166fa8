//! Which texts there are. Each language fills in every one of them.

use shared::error::ErrorCode;

type Text = &'static str;

/// Structs whose fields are all visible in this crate, without saying so on
/// each of two hundred lines.
macro_rules! texts {
    ($($(#[$doc:meta])+ $name:ident { $($(#[$field_doc:meta])* $field:ident: $of:ty,)+ })+) => {
        $($(#[$doc])+ pub(crate) struct $name { $($(#[$field_doc])* pub(crate) $field: $of,)+ })+
    };
}

mod account;
mod admin;

pub(crate) use account::{
    Account, Danger, Forgot, Outbox, Password, Reset, Sessions, StepUp, Store,
};
pub(crate) use admin::{Admin, Forbidden, Link};

texts! {
    /// All the words of the page in one language.
    Texts {
        common: Common,
        header: Header,
        connection: Connection,
        session: Session,
        field: Field,
        home: Home,
        flow: Flow,
        token: Token,
        call: Call,
        login: Login,
        register: Register,
        notes: Notes,
        editor: Editor,
        link: Link,
        store: Store,
        step_up: StepUp,
        forgot: Forgot,
        reset: Reset,
        outbox: Outbox,
        account: Account,
        password: Password,
        sessions: Sessions,
        danger: Danger,
        admin: Admin,
        forbidden: Forbidden,
        reference: Reference,
        not_found: NotFound,
        chunk: Chunk,
        /// What an error code means. A function, so that its `match` must know
        /// every code.
        error: fn(ErrorCode) -> ErrorText,
        /// What a claim or a header parameter means, if it is one of ours.
        claim: fn(&str) -> Option<ClaimText>,
    }

    /// What every page has.
    Common {
        skip_to_content: Text,
        loading: Text,
        retry: Text,
        cancel: Text,
        optional: Text,
        explain: Text,
        /// What stands between two sentences.
        sentence_space: Text,
    }

    /// Header and footer.
    Header {
        main_navigation: Text,
        home: Text,
        notes: Text,
        account: Text,
        admin: Text,
        log_in: Text,
        register: Text,
        log_out: Text,
        /// The name of the language that the switch leads to, in that language.
        other_language: Text,
        theme_system: Text,
        theme_light: Text,
        theme_dark: Text,
        footer: Text,
        error_reference: Text,
    }

    /// When no answer came, or none that makes sense.
    Connection {
        offline_banner: Text,
        offline: Text,
        unreachable: Text,
        timeout: Text,
        aborted: Text,
        unexpected: fn(u16) -> String,
        unknown_title: Text,
        unknown_lead: Text,
    }

    /// How the last session ended, and where the token is kept.
    Session {
        logged_out: Text,
        logged_out_untold: Text,
        account_deleted: Text,
        other_user: Text,
        ended_elsewhere: Text,
        please_log_in: Text,
        storage_blocked: Text,
    }

    /// Labels of fields, and what is wrong with them.
    Field {
        username: Text,
        password: Text,
        display_name: Text,
        show_password: Text,
        hide_password: Text,
        required: Text,
        too_short: fn(usize) -> String,
        too_long: fn(usize) -> String,
        username_characters: Text,
        other_characters: Text,
        no_address: Text,
        too_common: Text,
        invalid_value: Text,
        unknown_field: Text,
        username_taken: Text,
    }

    /// The first page.
    Home {
        title: Text,
        hero: Text,
        lead: Text,
        log_in: Text,
        register: Text,
        demo_hint: Text,
        hello: fn(&str) -> String,
        hello_lead: Text,
        hello_in_cookie: Text,
    }

    /// The five steps.
    Flow {
        label: Text,
        browser: Text,
        server: Text,
        step_1: Text,
        step_2: Text,
        keep: Text,
        step_3: Text,
        step_4: Text,
        step_5: Text,
        #[cfg(not(feature = "lab"))]
        step_2_more: Text,
        #[cfg(not(feature = "lab"))]
        step_4_more: Text,
        #[cfg(not(feature = "lab"))]
        step_5_more: Text,
    }

    /// The token, taken apart.
    Token {
        title: Text,
        size: fn(usize) -> String,
        header: Text,
        payload: Text,
        signature: Text,
        unreadable: Text,
        in_memory: Text,
        kept_local: Text,
        kept_session: Text,
        kept_memory: Text,
        kept_cookie: Text,
        in_cookie: Text,
        no_token: Text,
        kept_blocked: Text,
        expires_in: fn(&str) -> String,
        lifetime: fn(&str) -> String,
        expired: Text,
        contents: Text,
        contents_lead: Text,
        signature_lead: Text,
        time_left: Text,
        /// Days, hours, minutes, seconds.
        duration: fn(u64) -> String,
    }

    /// The request that one can make on the first page.
    Call {
        title: Text,
        lead: Text,
        button: Text,
        calling: Text,
        request: Text,
        answer: Text,
        waiting: Text,
        /// What goes along where no script sees it.
        by_cookie: Text,
        /// What happened before, by the code of the refusal.
        refused_first: fn(&str) -> String,
    }

    /// The page to log in on.
    Login {
        title: Text,
        lead: Text,
        submit: Text,
        submitting: Text,
        forgot: Text,
        no_account: Text,
        register: Text,
        demo: Text,
        demo_admin: Text,
        demo_user: Text,
    }

    /// The page to make an account on.
    Register {
        title: Text,
        lead: Text,
        username_hint: Text,
        password_hint: Text,
        display_name_hint: Text,
        submit: Text,
        submitting: Text,
        have_account: Text,
        log_in: Text,
        log_in_failed: Text,
    }

    /// The list of notes.
    Notes {
        title: Text,
        lead: Text,
        new: Text,
        empty: Text,
        empty_lead: Text,
        load_more: Text,
        loading_more: Text,
        shown: fn(usize) -> String,
        saved: Text,
        deleted: Text,
        changed: fn(&str) -> String,
    }

    /// One note.
    Editor {
        new_title: Text,
        edit_title: Text,
        note_title: Text,
        body: Text,
        count: fn(usize, usize) -> String,
        save: Text,
        saving: Text,
        delete: Text,
        deleting: Text,
        back: Text,
        draft_kept: Text,
        draft_restored: Text,
        draft_outdated: Text,
        discard: Text,
        confirm_title: Text,
        confirm_body: Text,
        missing_title: Text,
        missing: Text,
    }

    /// The list of error codes and the page of each.
    Reference {
        title: Text,
        lead: Text,
        status: Text,
        what: Text,
        remedy: Text,
        all: Text,
        unknown_title: Text,
        unknown: Text,
    }

    /// A path that leads nowhere.
    NotFound {
        title: Text,
        lead: Text,
        home: Text,
    }

    /// A page whose code did not come.
    Chunk {
        title: Text,
        lead: Text,
        reload: Text,
    }

    /// What an error code means.
    ErrorText {
        title: Text,
        what: Text,
        remedy: Text,
    }

    /// What a claim or a header parameter means.
    ClaimText {
        name: Text,
        meaning: Text,
    }
}
