//! Sentences and lines that read otherwise without the lessons. Each has to be found
//! exactly as often as it says, so that one which no longer fits is noticed at once.

mod code;
mod commands;
mod papers;

use super::Options;
use super::options::Database;

/// In one file, one text in place of another.
pub(super) struct Edit {
    path: String,
    find: String,
    put: String,
    made: usize,
}

pub(super) struct Edits(Vec<Edit>);

/// Path, what stands here, what the app has.
type Row = (&'static str, &'static str, &'static str);

impl Edits {
    pub(super) fn for_an_app(options: &Options) -> Self {
        let rows = code::ROWS.iter().chain(commands::ROWS).chain(papers::ROWS);
        let mut edits: Vec<Edit> = rows.map(Edit::of).collect();
        edits.push(Edit::new(
            "frontend/src/token_store.rs",
            "pub(crate) const STORE: StoreKind = StoreKind::Local;",
            &format!(
                "pub(crate) const STORE: StoreKind = StoreKind::{};",
                options.store.variant()
            ),
        ));
        let chosen = match options.database {
            Database::Sqlite => commands::SQLITE,
            Database::Postgres => commands::POSTGRES,
        };
        edits.extend(chosen.iter().map(Edit::of));
        Self(edits)
    }

    pub(super) fn apply(&mut self, path: &str, text: &mut String) {
        for edit in self.0.iter_mut().filter(|edit| edit.path == path) {
            let times = text.matches(&edit.find).count();
            edit.made += times;
            if times > 0 {
                *text = text.replace(&edit.find, &edit.put);
            }
        }
    }

    /// Each once and no more, or an error that lists the others.
    pub(super) fn all_were_made(&self) -> Result<(), String> {
        let wrong: Vec<String> = self
            .0
            .iter()
            .filter(|edit| edit.made != 1)
            .map(|edit| format!("{} has {} times:\n{}", edit.path, edit.made, edit.find))
            .collect();
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "xtask/src/new/edits no longer fits these files:\n{}",
                wrong.join("\n")
            )),
        }
    }
}

impl Edit {
    fn of((path, find, put): &Row) -> Self {
        Self::new(path, find, put)
    }

    fn new(path: &str, find: &str, put: &str) -> Self {
        Self {
            path: path.to_owned(),
            find: find.to_owned(),
            put: put.to_owned(),
            made: 0,
        }
    }
}
