//! What the code says otherwise.

use super::Row;

pub(super) const ROWS: &[Row] = &[];

/// Where PostgreSQL is the database of an app.
pub(super) const POSTGRES: &[Row] = &[];
