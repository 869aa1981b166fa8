//! Where the access token is kept between requests: step 3 of the flow.
//!
//! In three of the four places, a script that runs on this page can read it, so
//! what protects it there is that no foreign script does (the server's content
//! security policy). The refresh token is in none of them: it is in an
//! `HttpOnly` cookie always, which all tabs share. So the session is the
//! browser's, and a place decides only who can read its access token.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::auth::TokenDelivery;

use crate::storage::Area;

/// The store that the log-in page suggests. Another one of the four, and nothing
/// else needs to change.
pub(crate) const STORE: StoreKind = StoreKind::Local;

/// The token's key in the browser's storage.
pub(crate) const KEY: &str = "tessera.access_token";

/// Which store was chosen at the last log-in.
const CHOICE_KEY: &str = "tessera.token_store";

/// There while somebody is logged in: a page that finds no token it can read
/// knows by it whether to ask the server for one. It says nothing else.
pub(crate) const HINT_KEY: &str = "tessera.session";

/// The stores there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoreKind {
    /// `localStorage`: the documented flow. All tabs share one token, and it is
    /// there again when the browser is opened again.
    Local,
    /// `sessionStorage`: each tab has its own, gone when the tab is closed.
    Session,
    /// A variable: gone after a reload, and out of reach of who gets hold of
    /// the browser's files. A new one is fetched then.
    Memory,
    /// An `HttpOnly` cookie: no script reads it, not even this page's.
    Cookie,
}

impl StoreKind {
    pub(crate) const ALL: [Self; 4] = [Self::Local, Self::Session, Self::Memory, Self::Cookie];

    /// The name in storage and in forms.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Session => "session",
            Self::Memory => "memory",
            Self::Cookie => "cookie",
        }
    }

    /// The store with this name, if there is one.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How the server is to deliver the token.
    pub(crate) fn delivery(self) -> TokenDelivery {
        match self {
            Self::Cookie => TokenDelivery::Cookie,
            Self::Local | Self::Session | Self::Memory => TokenDelivery::Bearer,
        }
    }

    fn area(self) -> Option<Area> {
        match self {
            Self::Local => Some(Area::Local),
            Self::Session => Some(Area::Session),
            Self::Memory | Self::Cookie => None,
        }
    }
}

/// The token, wherever it is. Clones are the same store.
#[derive(Clone)]
pub(crate) struct TokenStore(Arc<Mutex<Inner>>);

struct Inner {
    chosen: StoreKind,
    /// The token when it is kept in memory, by choice or because the browser
    /// keeps nothing for us.
    memory: Option<String>,
    /// How often tokens were renewed: in a cookie, nobody sees that they were.
    renewals: u32,
    /// How many sessions began or ended here.
    session: u32,
}

/// What a request is sent with, for telling afterwards whether the store has
/// something newer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) token: Option<String>,
    renewals: u32,
    session: u32,
}

impl Stamp {
    /// Whether both are of the same session.
    pub(crate) fn is_same_session(&self, other: &Self) -> bool {
        self.session == other.session
    }
}

impl TokenStore {
    pub(crate) fn new(chosen: StoreKind) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            chosen,
            memory: None,
            renewals: 0,
            session: 0,
        })))
    }

    /// The store that was chosen at the last log-in.
    pub(crate) fn remembered() -> Self {
        let name = Area::Local.read(CHOICE_KEY);
        Self::new(
            name.and_then(|name| StoreKind::from_name(&name))
                .unwrap_or(STORE),
        )
    }

    /// The token, if there is one that can be read. It has been checked by
    /// nobody: whether it is any good is the server's to say.
    pub(crate) fn get(&self) -> Option<String> {
        self.inner().read()
    }

    /// What a request is sent with now.
    pub(crate) fn stamp(&self) -> Stamp {
        let inner = self.inner();
        Stamp {
            token: inner.read(),
            renewals: inner.renewals,
            session: inner.session,
        }
    }

    /// A session begins, with its first token in this store; the choice is kept
    /// for the next one.
    pub(crate) fn begin(&self, kind: StoreKind, token: Option<&str>) {
        // Where storage is blocked, the choice holds until the page is left.
        _ = Area::Local.write(CHOICE_KEY, kind.name());
        let mut inner = self.inner();
        inner.erase();
        inner.chosen = kind;
        inner.session += 1;
        inner.keep(token);
    }

    /// The session goes on with another token.
    pub(crate) fn renew(&self, token: Option<&str>) {
        self.inner().keep(token);
    }

    /// Another tab has put a token into the store that they share.
    pub(crate) fn follow(&self, shared: StoreKind) {
        let mut inner = self.inner();
        if inner.chosen != shared {
            inner.chosen = shared;
            inner.session += 1;
        }
        Area::Session.remove(KEY);
        inner.memory = None;
        inner.renewals += 1;
    }

    /// The session is over: nothing of it stays.
    pub(crate) fn clear(&self) {
        let mut inner = self.inner();
        inner.erase();
        inner.session += 1;
        Area::Local.remove(HINT_KEY);
    }

    /// The session is over in this tab: what all tabs share is another's now.
    pub(crate) fn clear_own(&self) {
        let mut inner = self.inner();
        Area::Session.remove(KEY);
        inner.memory = None;
        inner.session += 1;
    }

    /// Whether there seems to be a session: a token that can be read, or the
    /// memory of one that cannot.
    pub(crate) fn has_session(&self) -> bool {
        self.get().is_some() || self.is_remembered()
    }

    /// Whether a session is remembered in what all tabs share.
    pub(crate) fn is_remembered(&self) -> bool {
        Area::Local.read(HINT_KEY).is_some()
    }

    /// The store that was chosen.
    pub(crate) fn chosen(&self) -> StoreKind {
        self.inner().chosen
    }

    /// Where a token is kept in fact, which is memory where the browser blocks
    /// what was chosen.
    pub(crate) fn kind(&self) -> StoreKind {
        const PROBE: &str = "tessera.probe";
        let chosen = self.chosen();
        match chosen.area() {
            None => chosen,
            Some(area) if area.write(PROBE, "").is_ok() => {
                area.remove(PROBE);
                chosen
            }
            Some(_) => StoreKind::Memory,
        }
    }

    /// Whether another store was chosen than the browser lets us use.
    pub(crate) fn is_blocked(&self) -> bool {
        self.kind() != self.chosen()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A browser tab has one thread; the lock is there so that leptos may
        // share the store, and cannot be poisoned.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn read(&self) -> Option<String> {
        self.chosen
            .area()
            .and_then(|area| area.read(KEY))
            .or_else(|| self.memory.clone())
    }

    /// Keeps what the server delivered, in the way that it did: the session's
    /// way was settled at log-in, maybe by another tab.
    fn keep(&mut self, token: Option<&str>) {
        self.renewals += 1;
        _ = Area::Local.write(HINT_KEY, "");
        match (token, self.chosen) {
            (None, _) => {
                self.erase();
                self.chosen = StoreKind::Cookie;
            }
            (Some(token), StoreKind::Cookie) => {
                self.chosen = StoreKind::Memory;
                self.set(token);
            }
            (Some(token), _) => self.set(token),
        }
    }

    /// Keeps `token`; in memory where storage is blocked or full.
    fn set(&mut self, token: &str) {
        let area = self.chosen.area();
        let is_stored = area.is_some_and(|area| area.write(KEY, token).is_ok());
        // An older token must not outlive the newer one that found no room.
        if !is_stored && let Some(area) = area {
            area.remove(KEY);
        }
        // One copy only: after a clear, no other may come back to life.
        self.memory = (!is_stored).then(|| token.to_owned());
    }

    /// Removes the token from wherever it could be.
    fn erase(&mut self) {
        Area::Local.remove(KEY);
        Area::Session.remove(KEY);
        self.memory = None;
    }
}

#[cfg(test)]
mod tests;
