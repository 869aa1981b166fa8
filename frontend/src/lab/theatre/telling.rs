//! From what happened to what is said of it: no cell has other words than its
//! findings bear out.

use shared::lab::theatre::{CAREFUL, Loot, Report};

use super::findings::{Column, Ends, Forging, Reload, Row, best};
use super::words::Words;

/// Whether it went well for whoever owns the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The attack came to nothing.
    Kept,
    /// It worked.
    Lost,
    /// No attack.
    Neutral,
}

impl Outcome {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Kept => "told kept",
            Self::Lost => "told lost",
            Self::Neutral => "told neutral",
        }
    }

    /// The name that tests know it by.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Lost => "lost",
            Self::Neutral => "neutral",
        }
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) outcome: Outcome,
    pub(super) headline: String,
    /// Verbatim, a line each.
    pub(super) evidence: Vec<String>,
    pub(super) why: &'static str,
}

/// What is to be said of a cell, if it has been played. The reason is told once
/// in a column: further rows that went the same way leave it out.
pub(super) fn tell_in_table(
    column: Column,
    index: usize,
    rows: &[Row],
    w: &'static Words,
) -> Option<Told> {
    let mut told = tell(column, rows.get(index)?, w)?;
    let is_told = rows
        .iter()
        .take(index)
        .filter_map(|row| tell(column, row, w))
        .any(|above| above.why == told.why);
    if is_told {
        told.why = "";
    }
    Some(told)
}

fn tell(column: Column, row: &Row, w: &'static Words) -> Option<Told> {
    match column {
        Column::Reload => row.reload.as_ref().map(|reload| of_reload(reload, w)),
        Column::Read => row.read.as_ref().map(|report| of_report(report, w)),
        Column::Catch => row.caught.as_ref().map(|report| of_report(report, w)),
        Column::Speak => row.spoken.as_ref().map(|report| of_report(report, w)),
        Column::Forge => row.forged.as_ref().map(|forging| of_forging(forging, w)),
    }
}

fn told(
    outcome: Outcome,
    (headline, why): (impl Into<String>, &'static str),
    evidence: Vec<String>,
) -> Told {
    Told {
        outcome,
        headline: headline.into(),
        evidence,
        why,
    }
}

fn of_reload(reload: &Reload, w: &'static Words) -> Told {
    let cells = &w.cells;
    let mut evidence = match (&reload.before, &reload.after) {
        (Some(before), Some(after)) if before == after => vec![after.to_string()],
        (Some(before), Some(after)) => vec![format!("{before} →"), after.to_string()],
        _ => Vec::new(),
    };
    evidence.extend(
        reload
            .first
            .iter()
            .map(|(request, status)| format!("{request} → {status}")),
    );
    let words = match (&reload.before, &reload.after) {
        _ if !reload.is_signed_in => cells.signed_out,
        (None, None) => cells.still_in,
        (before, after) if before == after => cells.still_there,
        _ => cells.replaced,
    };
    told(Outcome::Neutral, words, evidence)
}

fn of_report(report: &Report, w: &'static Words) -> Told {
    let cells = &w.cells;
    match report {
        Report::Read {
            found, searched, ..
        } => match best(found) {
            None => {
                let size = format!("{:.1} MB", to_megabytes(*searched));
                let evidence = vec![(cells.searched)(&size)];
                told(Outcome::Kept, cells.not_found, evidence)
            }
            Some(loot) if loot.status != 200 => told(Outcome::Kept, cells.spent, ends(loot)),
            Some(loot) if loot.place == "memory" => {
                told(Outcome::Lost, cells.read_memory, ends(loot))
            }
            Some(loot) => {
                let (headline, why) = cells.read;
                told(Outcome::Lost, (headline(&loot.place), why), ends(loot))
            }
        },
        Report::Caught { path, loot } => {
            let mut evidence = vec![format!("GET {path}")];
            match loot {
                Some(loot) => {
                    evidence.extend(ends(loot));
                    told(Outcome::Lost, cells.caught, evidence)
                }
                None => told(Outcome::Kept, cells.not_caught, evidence),
            }
        }
        Report::Spoken {
            by_cookie,
            refresh,
            loot,
            username,
        } => {
            let name = username.as_deref().unwrap_or_default();
            let mut evidence = vec![format!("GET /api/me → {by_cookie}")];
            evidence.extend(refresh.map(|status| format!("POST /api/auth/refresh → {status}")));
            match loot {
                _ if *by_cookie == 200 => {
                    let (headline, why) = cells.acted;
                    told(Outcome::Lost, (headline(name), why), evidence)
                }
                Some(loot) if loot.status == 200 => {
                    evidence.extend(ends(loot));
                    let (headline, why) = cells.acted_with_token;
                    told(Outcome::Lost, (headline(name), why), evidence)
                }
                _ => told(Outcome::Kept, cells.not_acted, evidence),
            }
        }
        Report::Failed { why } => told(Outcome::Neutral, cells.failed, vec![why.clone()]),
        Report::Waiting => told(Outcome::Neutral, cells.failed, Vec::new()),
    }
}

/// A stolen token: its ends, its length, and that it works.
fn ends(loot: &Loot) -> Vec<String> {
    vec![
        format!("{} ({} B)", Ends::from(loot), loot.length),
        format!("GET /api/me → {}", loot.status),
    ]
}

fn of_forging(forging: &Forging, w: &'static Words) -> Told {
    let cells = &w.cells;
    let arrived = forging.record.received.iter().find(|f| f.path == CAREFUL);
    let mut evidence = Vec::new();
    let mut is_refused = false;
    if let Some(arrived) = arrived {
        evidence.extend(
            arrived
                .site
                .iter()
                .map(|site| format!("Sec-Fetch-Site: {site}")),
        );
        let ours: Vec<&str> = arrived
            .cookies
            .iter()
            .map(String::as_str)
            .filter(is_ours)
            .collect();
        evidence.push(match ours.as_slice() {
            [] => cells.no_cookie.to_owned(),
            names => names.join(", "),
        });
        is_refused = arrived.refused.is_some();
        evidence.extend(arrived.refused.map(|code| code.as_str().to_owned()));
    }
    match arrived {
        None => told(
            Outcome::Neutral,
            cells.not_sent,
            vec![forging.record.own.clone()],
        ),
        Some(_) if is_refused && forging.notes == 0 && forging.me == 200 => {
            told(Outcome::Kept, cells.not_forged, evidence)
        }
        Some(_) => told(Outcome::Lost, cells.forged, evidence),
    }
}

/// Whether a cookie of this name opens a session; with the prefix that it has
/// under https, or without.
pub(super) fn is_ours(name: &&str) -> bool {
    matches!(
        name.trim_start_matches("__Host-"),
        "access_token" | "refresh_token"
    )
}

fn to_megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "it is shown with one decimal")]
    let bytes = bytes as f64;
    bytes / 1024.0 / 1024.0
}

#[cfg(test)]
mod tests {
    use shared::error::ErrorCode;
    use shared::lab::theatre::{Forged, Forgeries};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::super::words::EN;
    use super::*;

    fn loot(place: &str, status: u16) -> Loot {
        Loot {
            place: place.to_owned(),
            start: "eyJhbG".to_owned(),
            end: "abcdef".to_owned(),
            length: 500,
            status,
        }
    }

    fn read(found: Vec<Loot>) -> Told {
        let report = Report::Read {
            found,
            cookies: Vec::new(),
            searched: 3 * 1024 * 1024,
        };
        of_report(&report, &EN)
    }

    #[wasm_bindgen_test]
    fn a_theft_is_one_only_if_the_token_opens_something() {
        assert_eq!(read(vec![loot("localStorage", 200)]).outcome, Outcome::Lost);
        assert_eq!(read(vec![loot("localStorage", 401)]).outcome, Outcome::Kept);
        let nothing = read(Vec::new());
        assert_eq!(nothing.outcome, Outcome::Kept);
        assert!(nothing.evidence[0].contains("3.0 MB"));
    }

    #[wasm_bindgen_test]
    fn memory_that_was_read_is_not_called_safe() {
        let told = read(vec![loot("memory", 200)]);
        assert_eq!(
            (told.outcome, told.headline.as_str()),
            (Outcome::Lost, EN.cells.read_memory.0)
        );
    }

    #[wasm_bindgen_test]
    fn a_reason_is_told_once_in_a_column() {
        let spoken = |by_cookie| Row {
            spoken: Some(Report::Spoken {
                by_cookie,
                refresh: None,
                loot: None,
                username: None,
            }),
            ..Row::default()
        };
        let rows = [spoken(200), spoken(401), spoken(200)];
        let why = |index| tell_in_table(Column::Speak, index, &rows, &EN).map(|told| told.why);
        assert_eq!(why(0), Some(EN.cells.acted.1));
        assert_eq!(why(1), Some(EN.cells.not_acted.1));
        assert_eq!(why(2), Some(""));
        assert_eq!(why(3), None);
    }

    fn forging(refused: Option<ErrorCode>, notes: usize, me: u16) -> Forging {
        let forged = Forged {
            path: CAREFUL.to_owned(),
            site: Some("cross-site".to_owned()),
            origin: Some("null".to_owned()),
            cookies: vec!["lab_careless".to_owned()],
            refused,
            second_line: Some(ErrorCode::CsrfRejected),
        };
        Forging {
            record: Forgeries {
                foreign: String::new(),
                own: String::new(),
                received: vec![forged],
                transfers: 1,
            },
            notes,
            me,
        }
    }

    #[wasm_bindgen_test]
    fn a_forgery_is_refused_only_if_nothing_came_of_any_form() {
        let refused = Some(ErrorCode::TokenMissing);
        for (forging, outcome) in [
            (forging(refused, 0, 200), Outcome::Kept),
            (forging(None, 0, 200), Outcome::Lost),
            (forging(refused, 1, 200), Outcome::Lost),
            (forging(refused, 0, 401), Outcome::Lost),
        ] {
            assert_eq!(of_forging(&forging, &EN).outcome, outcome);
        }
        let mut lost = forging(refused, 0, 200);
        lost.record.received.clear();
        assert_eq!(of_forging(&lost, &EN).outcome, Outcome::Neutral);
    }
}
