//! The code that the guided tour leads to, out of the files that this program was
//! compiled from: what is shown is what runs.

use actix_web::{HttpResponse, web};
use shared::error::ErrorCode;
use shared::lab::tour::{Excerpt, Place, STOPS};

use super::gate::Visitor;
use crate::error::Error;

macro_rules! sources {
    ($($path:literal)+) => {
        &[$(($path, include_str!(concat!("../../../", $path)))),+]
    };
}

/// The files that the tour leads to.
const SOURCES: &[(&str, &str)] = sources! {
    "backend/src/auth/access_token.rs"
    "backend/src/auth/keys/verifying.rs"
    "backend/src/auth/link_token.rs"
    "backend/src/auth/password.rs"
    "backend/src/auth/revocation.rs"
    "backend/src/auth/rotation.rs"
    "backend/src/error.rs"
    "backend/src/extractors/current_user.rs"
    "backend/src/extractors/same_origin.rs"
    "backend/src/handlers/auth.rs"
    "backend/src/handlers/credentials.rs"
    "backend/src/handlers/password.rs"
    "backend/src/startup/keys.rs"
    "backend/src/standing.rs"
    "backend/src/web/page/policy.rs"
    "frontend/src/api/auth.rs"
    "frontend/src/api/client.rs"
    "frontend/src/api/mending.rs"
    "frontend/src/api/renewal.rs"
    "frontend/src/api/transport.rs"
    "frontend/src/token_store.rs"
    "shared/src/unverified.rs"
};

/// `GET /api/lab/tour/{stop}`: the functions that a stop is about.
pub(super) async fn code(_: Visitor, stop: web::Path<String>) -> Result<HttpResponse, Error> {
    let stop = STOPS.iter().find(|known| known.id == *stop);
    let places = stop.ok_or(ErrorCode::NotFound)?.places;
    let excerpts: Vec<Excerpt> = places.iter().filter_map(excerpt).collect();
    Ok(HttpResponse::Ok().json(excerpts))
}

/// A function with the comments and attributes above it; none if it is not where
/// the tour says.
fn excerpt(place: &Place) -> Option<Excerpt> {
    let (_, source) = SOURCES.iter().find(|(path, _)| *path == place.file)?;
    let lines: Vec<&str> = source.lines().collect();
    let at = lines
        .iter()
        .position(|line| declares(line, place.function))?;
    let above = lines[..at].iter().rev();
    let introduced = above.take_while(|line| line.trim_start().starts_with(['/', '#']));
    let first = at - introduced.count();
    // The files are formatted: a function ends with the first brace that stands
    // as far to the left as it does.
    let indent = indent(lines[at]);
    let end = lines[at..]
        .iter()
        .position(|line| line.trim_start().starts_with('}') && self::indent(line) == indent)?;
    let text = lines[first..=at + end].iter();
    let text = text.map(|line| line.get(indent..).unwrap_or_default());
    Some(Excerpt {
        file: place.file.to_owned(),
        function: place.function.to_owned(),
        line: first + 1,
        text: text.collect::<Vec<_>>().join("\n"),
    })
}

/// Whether a line begins the function of this name.
fn declares(line: &str, function: &str) -> bool {
    let Some((before, after)) = line.split_once("fn ") else {
        return false;
    };
    let is_signature = before
        .split_whitespace()
        .all(|word| matches!(word, "async" | "const") || word.starts_with("pub"));
    let rest = after.strip_prefix(function);
    is_signature && rest.is_some_and(|rest| rest.starts_with(['(', '<']))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_tour_is_where_it_says() {
        for stop in STOPS {
            assert!(!stop.places.is_empty(), "{}", stop.id);
            for place in stop.places {
                let excerpt = excerpt(place);
                let excerpt = excerpt.unwrap_or_else(|| panic!("{place:?} is not there"));
                let (first, last) = (excerpt.text.lines().next(), excerpt.text.lines().last());
                assert!(
                    first.unwrap().starts_with(['/', '#', 'p', 'a', 'f']),
                    "{first:?}"
                );
                assert_eq!(last, Some("}"), "{place:?}");
                let braces = |brace| excerpt.text.matches(brace).count();
                assert_eq!(braces('{'), braces('}'), "{place:?}");
            }
        }
    }

    #[test]
    fn every_file_of_the_tour_is_used() {
        for (path, _) in SOURCES {
            let mut places = STOPS.iter().flat_map(|stop| stop.places);
            assert!(places.any(|place| place.file == *path), "{path}");
        }
    }

    #[test]
    fn an_excerpt_begins_on_the_line_that_it_names() {
        let place = Place {
            file: "backend/src/auth/access_token.rs",
            function: "check_exp",
        };
        let excerpt = excerpt(&place).unwrap();
        let (_, source) = SOURCES
            .iter()
            .find(|(path, _)| *path == place.file)
            .unwrap();
        let line = source.lines().nth(excerpt.line - 1);
        assert_eq!(line, excerpt.text.lines().next());
        assert!(excerpt.text.contains("fn check_exp("), "{}", excerpt.text);
        assert!(!excerpt.text.contains("fn check_nbf("), "{}", excerpt.text);
    }
}
