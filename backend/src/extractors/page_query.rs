//! `?limit=&cursor=`: which page of a list.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::Deserialize;
use uuid::Uuid;

use super::json::invalid;
use crate::error::Error;

/// The page that is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct PageQuery {
    /// How many items, 1 to 100.
    pub limit: i64,
    /// The id of the last item of the page before.
    pub cursor: Option<String>,
}

/// Cuts rows of which one more was asked for than the page takes; the cursor of
/// the next page, if that one came.
pub fn cut<T>(mut rows: Vec<T>, limit: i64, id: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > wanted;
    rows.truncate(wanted);
    let next_cursor = rows.last().filter(|_| has_more).map(id);
    (rows, next_cursor)
}

#[derive(Deserialize)]
struct Raw {
    limit: Option<String>,
    cursor: Option<String>,
}

impl PageQuery {
    /// So many, where nothing is said.
    pub const DEFAULT_LIMIT: i64 = 20;
    /// And no more than so many.
    pub const MAX_LIMIT: i64 = 100;

    fn parse(query: &str) -> Result<Self, Error> {
        let raw = web::Query::<Raw>::from_query(query)
            .map_err(|_| invalid("cursor", "occurs twice or cannot be read"))?
            .into_inner();
        let limit = match raw.limit {
            None => Self::DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=Self::MAX_LIMIT).contains(limit))
                .ok_or_else(|| invalid("limit", "must be a number from 1 to 100"))?,
        };
        let cursor = raw
            .cursor
            .map(|text| match Uuid::try_parse(&text) {
                Ok(id) => Ok(id.to_string()),
                Err(_) => Err(invalid("cursor", "is not one that this server gave")),
            })
            .transpose()?;
        Ok(Self { limit, cursor })
    }
}

impl FromRequest for PageQuery {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}
