//! What was found out: store by store, and column by column.

use serde::{Deserialize, Serialize};
use shared::lab::theatre::{Forgeries, Loot, Report};

use crate::token_store::StoreKind;

/// The columns of the table, in the order in which they are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Reload,
    Read,
    Catch,
    Speak,
    Forge,
}

impl Column {
    pub(super) const ALL: [Self; 5] = [
        Self::Reload,
        Self::Read,
        Self::Catch,
        Self::Speak,
        Self::Forge,
    ];

    /// The name that tests know it by.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reload => "reload",
            Self::Read => "read",
            Self::Catch => "catch",
            Self::Speak => "speak",
            Self::Forge => "forge",
        }
    }
}

/// All rows, and the play while it goes on. It is kept in the tab's storage: the
/// page reloads in the middle.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Play {
    /// In the order of [`StoreKind::ALL`].
    pub(super) rows: [Row; 4],
    pub(super) running: Option<Running>,
    /// Whether it was played to its end.
    pub(super) is_over: bool,
}

/// Where a play is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Running {
    /// The name of the store that the visitor's own session is kept in.
    pub(super) own: String,
    /// The row that is on.
    pub(super) row: usize,
    /// The rows that follow.
    pub(super) rest: Vec<usize>,
    /// The token before the reload.
    pub(super) before: Option<Ends>,
    /// When the page was opened that is to be left, by which its successor knows
    /// that it is another one.
    pub(super) page: f64,
    /// The ids of the notes before the visit to the other site, if that is where
    /// the page was left for.
    pub(super) notes: Option<Vec<String>>,
}

/// What happened in one store.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) reload: Option<Reload>,
    pub(super) read: Option<Report>,
    pub(super) caught: Option<Report>,
    pub(super) spoken: Option<Report>,
    pub(super) forged: Option<Forging>,
}

/// A token by its two ends, which is enough to know it again and of no use to
/// anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ends {
    pub(super) start: String,
    pub(super) end: String,
}

impl Ends {
    pub(super) fn of(token: &str) -> Self {
        const SHOWN: usize = 6;
        let characters: Vec<char> = token.chars().collect();
        let from = characters.len().saturating_sub(SHOWN);
        Self {
            start: characters.iter().take(SHOWN).collect(),
            end: characters.iter().skip(from).collect(),
        }
    }
}

impl From<&Loot> for Ends {
    fn from(loot: &Loot) -> Self {
        Self {
            start: loot.start.clone(),
            end: loot.end.clone(),
        }
    }
}

impl std::fmt::Display for Ends {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}…{}", self.start, self.end)
    }
}

/// What a reload left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reload {
    pub(super) before: Option<Ends>,
    pub(super) after: Option<Ends>,
    /// The first request of the new page, and its answer.
    pub(super) first: Option<(String, u16)>,
    pub(super) is_signed_in: bool,
}

/// What the foreign page's forms came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Forging {
    /// What the server received.
    pub(super) record: Forgeries,
    /// How many notes there are that were not there before.
    pub(super) notes: usize,
    /// The answer to the user's own request afterwards.
    pub(super) me: u16,
}

impl Row {
    /// Empty again where a play is about to fill it.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// The token that was good for something, or else the first.
pub(super) fn best(found: &[Loot]) -> Option<&Loot> {
    let good = found.iter().find(|loot| loot.status == 200);
    good.or_else(|| found.first())
}

/// The names of the stores as the developer tools have them, which are the same
/// in every language.
pub(super) fn store_name(kind: StoreKind, memory: &'static str) -> &'static str {
    match kind {
        StoreKind::Local => "localStorage",
        StoreKind::Session => "sessionStorage",
        StoreKind::Memory => memory,
        StoreKind::Cookie => "HttpOnly cookie",
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn loot(end: &str, status: u16) -> Loot {
        Loot {
            place: "memory".to_owned(),
            start: "eyJhbG".to_owned(),
            end: end.to_owned(),
            length: 500,
            status,
        }
    }

    #[wasm_bindgen_test]
    fn a_token_that_opens_something_counts_more_than_a_spent_one() {
        let found = [loot("spent1", 401), loot("alive1", 200)];
        assert_eq!(best(&found).map(|l| l.end.as_str()), Some("alive1"));
        assert_eq!(best(&found[..1]).map(|l| l.end.as_str()), Some("spent1"));
        assert_eq!(best(&[]), None);
    }

    #[wasm_bindgen_test]
    fn a_token_is_told_by_its_two_ends_alone() {
        assert_eq!(
            Ends::of("eyJhbGciOiJ.e30.abcdefgh").to_string(),
            "eyJhbG…cdefgh"
        );
        assert_eq!(Ends::of("令牌").to_string(), "令牌…令牌");
    }

    #[wasm_bindgen_test]
    fn a_play_survives_the_reload_in_the_middle() {
        let mut play = Play {
            running: Some(Running {
                own: "local".to_owned(),
                row: 1,
                rest: vec![2, 3],
                before: Some(Ends::of("eyJhbGciOiJ.e30.abcdefgh")),
                page: 1_763_712_345_678.9,
                notes: None,
            }),
            ..Play::default()
        };
        play.rows[0].read = Some(Report::Read {
            found: vec![loot("alive1", 200)],
            cookies: Vec::new(),
            searched: 1,
        });
        let text = serde_json::to_string(&play).unwrap();
        assert_eq!(serde_json::from_str::<Play>(&text).unwrap(), play);
    }
}
