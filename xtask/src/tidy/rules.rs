//! The rules of the house, as tables.
//!
//! A module is named by its path without `.rs`: `backend/src/auth` is the file
//! `auth.rs` and everything in the folder `auth`.

/// Modules of one crate from the lowest layer to the highest. None may name a
/// module of a higher layer. Modules of one layer, and those not listed
/// (`config`, `error`, `clock`, `web`, `telemetry`), are free.
pub(super) struct Layers {
    pub(super) src: &'static str,
    pub(super) layers: &'static [&'static [&'static str]],
}

pub(super) const LAYERS: [Layers; 2] = [
    Layers {
        src: "backend/src",
        layers: &[
            &["auth"],
            &["db"],
            &["extractors"],
            &["handlers", "lab", "openapi"],
            &["routes"],
            &["startup", "resource_server"],
            &["main"],
        ],
    },
    Layers {
        src: "frontend/src",
        layers: &[
            &["storage"],
            &["token_store"],
            &["api"],
            &["auth_state"],
            &["components"],
            &["pages", "lab"],
            &["app"],
            &["main"],
        ],
    },
];

/// Crates that some modules may not name.
pub(super) struct Place {
    pub(super) crates: &'static [&'static str],
    /// Where the rule holds ...
    pub(super) within: &'static str,
    /// ... but for these modules.
    pub(super) except: &'static [&'static str],
    pub(super) because: &'static str,
}

const ACTIX: &[&str] = &[
    "actix",
    "actix_cors",
    "actix_http",
    "actix_rt",
    "actix_service",
    "actix_web",
];
const DIESEL: &[&str] = &["diesel", "diesel_migrations"];

pub(super) const PLACES: [Place; 12] = [
    Place {
        crates: ACTIX,
        within: "backend/src/auth",
        except: &[],
        because: "auth is for reading: plain functions without a web framework",
    },
    Place {
        crates: DIESEL,
        within: "backend/src/auth",
        except: &[],
        because: "auth is for reading: plain functions without a database",
    },
    Place {
        crates: ACTIX,
        within: "backend/src/db",
        except: &[],
        because: "db answers with rows and errors of its own, not with HTTP",
    },
    Place {
        crates: DIESEL,
        within: "backend/src",
        // The rule above is auth's own.
        except: &["backend/src/db", "backend/src/auth"],
        because: "the database is spoken to in db/ only",
    },
    Place {
        crates: &["jsonwebtoken"],
        within: "backend/src",
        except: &["backend/src/auth/access_token", "backend/src/auth/keys"],
        because: "tokens are issued and verified in one place, with one set of options",
    },
    Place {
        crates: &["bcrypt"],
        within: "backend/src",
        except: &["backend/src/auth/password"],
        because: "a password is hashed in one place, after it was keyed",
    },
    Place {
        crates: &["rustls", "tokio_rustls"],
        within: "backend/src",
        except: &[
            "backend/src/resource_server/fetch",
            "backend/src/startup/certificate",
            "backend/src/startup/stream",
            "backend/src/startup/tls",
        ],
        because: "what a connection agrees on is decided in one place",
    },
    Place {
        crates: &["utoipa", "utoipa_swagger_ui"],
        within: "backend/src",
        except: &["backend/src/openapi"],
        because: "handlers are for reading; what the document says of them stands in one folder",
    },
    Place {
        crates: &["http_body_util", "hyper", "hyper_rustls", "hyper_util"],
        within: "backend/src",
        except: &["backend/src/resource_server/fetch"],
        because: "one place makes requests of its own accord, with one set of limits",
    },
    Place {
        crates: &["AppState", "Database", "db"],
        within: "backend/src/resource_server",
        except: &[],
        because: "the resource server knows what a token and the public keys say, nothing else",
    },
    Place {
        crates: &["reqwasm"],
        within: "frontend/src",
        except: &["frontend/src/api"],
        because: "one module owns the network",
    },
    Place {
        crates: &["gloo_storage"],
        within: "frontend/src",
        except: &["frontend/src/storage"],
        because: "one module owns the browser's storage, which panics where it is blocked",
    },
];

/// The lessons of one crate, and the only modules that may name them: a starter
/// without them is one cargo feature away.
#[cfg(feature = "lab")]
pub(super) struct Lab {
    pub(super) src: &'static str,
    pub(super) users: &'static [&'static str],
}

#[cfg(feature = "lab")]
pub(super) const LABS: [Lab; 2] = [
    Lab {
        src: "frontend/src",
        users: &["app", "main"],
    },
    Lab {
        src: "backend/src",
        users: &["startup", "main"],
    },
];

/// A screen or three is the aim; this is the end of patience.
pub(super) const LONGEST_FILE: usize = 400;

/// Marks of unfinished work, looked for in comments.
pub(super) const UNFINISHED: &[&str] = &["TODO", "FIXME", "XXX"];

/// Whether a file belongs to a module.
pub(super) fn is_in(path: &str, module: &str) -> bool {
    path.strip_prefix(module)
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}
