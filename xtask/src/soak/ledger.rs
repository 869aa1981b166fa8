//! What clients were told: the tokens that they got, and the notes that must be
//! there because somebody was told that they are.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::Failure;
use crate::measure::client::{Answer, Client};
use crate::measure::report::Statuses;

pub(super) fn try_refresh(client: &mut Client, token: &str) -> io::Result<Answer> {
    let body = format!(r#"{{"refresh_token":"{token}"}}"#);
    client.post("/api/auth/refresh", "", &body)
}

/// The notes of one user that were acknowledged, by id, and every answer.
#[derive(Default)]
pub(super) struct Ledger {
    kept: Mutex<BTreeSet<String>>,
    statuses: Mutex<Statuses>,
}

impl Ledger {
    /// Writes one note; its id, if it was acknowledged.
    pub(super) fn write(
        &self,
        client: &mut Client,
        token: &str,
        title: &str,
    ) -> io::Result<Option<String>> {
        let body = format!(r#"{{"title":"{title}","body":"{}"}}"#, "x".repeat(400));
        let answer = client.post("/api/notes", token, &body)?;
        self.count(answer.status);
        Ok(self.keep(&answer))
    }

    /// The id of a note that this answer acknowledges, to be looked for later.
    pub(super) fn keep(&self, answer: &Answer) -> Option<String> {
        let id = answer.text("id").filter(|_| answer.status == 201)?;
        self.kept().insert(id.to_owned());
        Some(id.to_owned())
    }

    /// Takes a note out that is about to be deleted: whether it still is there,
    /// should the answer get lost, nobody can say.
    pub(super) fn strike_out(&self, id: &str) {
        self.kept().remove(id);
    }

    pub(super) fn count(&self, status: u16) {
        let mut statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.count(status);
    }

    pub(super) fn statuses(&self) -> Statuses {
        let statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.clone()
    }

    /// How many notes must be there.
    pub(super) fn len(&self) -> usize {
        self.kept().len()
    }

    /// How many of them are not.
    pub(super) fn lost(&self, client: &mut Client, token: &str) -> Result<usize, Failure> {
        let there = ids(client, token)?;
        Ok(self.kept().difference(&there).count())
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ids of all notes of a user, page after page.
fn ids(client: &mut Client, token: &str) -> Result<BTreeSet<String>, Failure> {
    let mut ids = BTreeSet::new();
    let mut path = "/api/notes?limit=100".to_owned();
    loop {
        let page = client.get(&path, token);
        let page = page.map_err(|error| format!("The notes cannot be listed: {error}."))?;
        if page.status != 200 {
            let Answer { status, body } = page;
            let sentence = format!("The notes cannot be listed: {status} {body}");
            return Err(Failure::Said(sentence));
        }
        ids.extend(page.texts("id").into_iter().map(str::to_owned));
        match page.text("next_cursor") {
            None => return Ok(ids),
            Some(cursor) => path = format!("/api/notes?limit=100&cursor={cursor}"),
        }
    }
}
