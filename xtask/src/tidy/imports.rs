//! Who may name whom: layers, and crates that have one place.

use super::lexer::views;
#[cfg(feature = "lab")]
use super::rules::{LABS, Lab};
use super::rules::{LAYERS, PLACES, is_in};
use super::tree::Tree;
use super::{Finding, rules::Layers};

/// A lower layer must not know a higher one.
pub(super) fn layers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("rs") {
        for table in &LAYERS {
            let Some(own) = layer_of(table, &file.path) else {
                continue;
            };
            for (line, module) in crate_paths(&views(&file.text).code) {
                let layer = table
                    .layers
                    .iter()
                    .position(|layer| layer.contains(&&*module));
                if layer.is_some_and(|layer| layer > own) {
                    let names = table.layers[own].join(", ");
                    let says = format!(
                        "`crate::{module}` is a higher layer than {names}; move what both need down"
                    );
                    findings.push(Finding::new(&file.path, line, says));
                }
            }
        }
    }
    findings
}

fn layer_of(table: &Layers, path: &str) -> Option<usize> {
    table.layers.iter().position(|layer| {
        layer
            .iter()
            .any(|module| is_in(path, &format!("{}/{module}", table.src)))
    })
}

/// Crates are named in their place only.
pub(super) fn places(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("rs") {
        for place in &PLACES {
            let excepted = place.except.iter().any(|module| is_in(&file.path, module));
            if !is_in(&file.path, place.within) || excepted {
                continue;
            }
            for (line, name) in identifiers(&views(&file.text).code) {
                if place.crates.contains(&name.as_str()) {
                    let says = format!("`{name}` has no place here: {}", place.because);
                    findings.push(Finding::new(&file.path, line, says));
                }
            }
        }
    }
    findings
}

/// The starter must compile without the lessons.
#[cfg(feature = "lab")]
pub(super) fn lab(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("rs") {
        for Lab { src, users } in LABS {
            let is_in_one = |modules: &[&str]| {
                let mut modules = modules.iter();
                modules.any(|module| is_in(&file.path, &format!("{src}/{module}")))
            };
            if !is_in(&file.path, src) || is_in_one(&["lab"]) || is_in_one(users) {
                continue;
            }
            for (line, module) in crate_paths(&views(&file.text).code) {
                if module == "lab" {
                    let names = users.join(" and ");
                    let says =
                        format!("only {names} may name the lab: the starter is built without it");
                    findings.push(Finding::new(&file.path, line, says));
                }
            }
        }
    }
    findings
}

/// The modules named by `crate::a` and `crate::{a, b::{c}, d}`, with lines.
fn crate_paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, root) in code.match_indices("crate::") {
        let in_a_name = code[..at].ends_with(is_name);
        if in_a_name {
            continue;
        }
        let start = at + root.len();
        let names = match code[start..].strip_prefix('{') {
            Some(group) => heads(group, start + 1),
            None => vec![(start, name_at(&code[start..]))],
        };
        found.extend(
            names
                .into_iter()
                .filter(|(_, name)| !name.is_empty())
                .map(|(at, name)| (line_of(code, at), name.to_owned())),
        );
    }
    found
}

/// The first name of every item of a `{…}` group, the outermost one.
fn heads(group: &str, offset: usize) -> Vec<(usize, &str)> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut at_item = true;
    for (at, c) in group.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => at_item = true,
            c if c.is_whitespace() => {}
            _ if at_item => {
                heads.push((offset + at, name_at(&group[at..])));
                at_item = false;
            }
            _ => {}
        }
    }
    heads
}

fn identifiers(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        found.extend(
            line.split(|c| !is_name(c))
                .filter(|word| !word.is_empty())
                .map(|word| (index + 1, word.to_owned())),
        );
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    &text[..end]
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(check: fn(&Tree) -> Vec<Finding>, path: &str, text: &str) -> Vec<usize> {
        let findings = check(&Tree::of(&[(path, text)]));
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_lower_layer_must_not_use_a_higher_one() {
        let found = |path, text| lines(layers, path, text);
        let upward = "//! x\nuse crate::handlers::notes;";
        assert_eq!(found("backend/src/auth/keys.rs", upward), [2]);
        assert_eq!(found("backend/src/auth.rs", upward), [2]);
        let none: [usize; 0] = [];
        assert_eq!(found("backend/src/routes.rs", upward), none);
        assert_eq!(found("backend/src/config.rs", upward), none, "not listed");
        assert_eq!(found("backend/src/handlers/me.rs", upward), none, "its own");
    }

    #[test]
    fn layers_are_found_in_groups_and_in_paths_but_not_in_comments() {
        let found = |text| lines(layers, "backend/src/db/users.rs", text);
        assert_eq!(
            found("use crate::{\n    auth::{keys, main},\n    startup::App,\n};"),
            [3]
        );
        assert_eq!(found("fn f() { crate::routes::all() }"), [1]);
        let none: [usize; 0] = [];
        assert_eq!(found("// crate::routes\nuse crate::auth::keys;"), none);
        assert_eq!(found("use mycrate::routes; // other"), none);
    }

    #[test]
    fn the_frontend_has_layers_of_its_own() {
        let found = |path, text| lines(layers, path, text);
        let text = "use crate::auth_state::AuthState;";
        assert_eq!(found("frontend/src/api/client.rs", text), [1]);
        assert_eq!(found("frontend/src/token_store/mod.rs", text), [1]);
        assert!(found("frontend/src/pages/login.rs", text).is_empty());
        let same_layer = "use crate::token_store::TokenStore;";
        assert!(found("frontend/src/api/client.rs", same_layer).is_empty());
    }

    #[test]
    fn crates_stay_in_their_place() {
        let wrong = [
            ("backend/src/auth/throttle.rs", "use actix_web::web;"),
            ("backend/src/auth/rotation.rs", "use diesel::prelude::*;"),
            (
                "backend/src/db/users.rs",
                "fn f(r: actix_web::HttpRequest) {}",
            ),
            ("backend/src/handlers/me.rs", "use diesel::result::Error;"),
            ("backend/src/config.rs", "use jsonwebtoken::Algorithm;"),
            (
                "backend/src/auth/link_token.rs",
                "use jsonwebtoken::encode;",
            ),
            ("backend/src/handlers/auth.rs", "bcrypt::verify(a, b)"),
            ("frontend/src/pages/login.rs", "use reqwasm::http::Request;"),
            (
                "frontend/src/auth_state.rs",
                "use gloo_storage::LocalStorage;",
            ),
        ];
        for (path, text) in wrong {
            assert_eq!(lines(places, path, text), [1], "{path}: {text}");
        }
        let right = [
            (
                "backend/src/auth/access_token.rs",
                "use jsonwebtoken::encode;",
            ),
            ("backend/src/auth/keys.rs", "use jsonwebtoken::EncodingKey;"),
            ("backend/src/auth/password.rs", "use bcrypt::hash;"),
            ("backend/src/auth/password/hash.rs", "use bcrypt::hash;"),
            ("backend/src/db/users.rs", "use diesel::prelude::*;"),
            ("backend/src/handlers/me.rs", "use actix_web::web;"),
            (
                "backend/src/config.rs",
                "let bcrypt_cost = 12; // bcrypt's cost",
            ),
            (
                "backend/src/auth/keys.rs",
                "//! No actix and no diesel here.",
            ),
            ("frontend/src/api/client.rs", "use reqwasm::http::Request;"),
            ("frontend/src/storage.rs", "use gloo_storage::Storage;"),
            ("backend/tests/api/forged.rs", "use jsonwebtoken::encode;"),
        ];
        for (path, text) in right {
            assert!(lines(places, path, text).is_empty(), "{path}: {text}");
        }
    }

    #[cfg(feature = "lab")]
    #[test]
    fn only_the_app_names_the_lab() {
        let text = "use crate::lab::Inspector;";
        assert_eq!(lines(lab, "frontend/src/pages/home.rs", text), [1]);
        assert_eq!(lines(lab, "frontend/src/wire_log.rs", text), [1]);
        assert_eq!(lines(lab, "backend/src/handlers/me.rs", text), [1]);
        assert!(lines(lab, "backend/src/startup.rs", text).is_empty());
        assert!(lines(lab, "backend/src/lab/gate.rs", text).is_empty());
        assert!(lines(lab, "frontend/src/app.rs", text).is_empty());
        assert!(lines(lab, "frontend/src/lab/flow.rs", text).is_empty());
    }
}
