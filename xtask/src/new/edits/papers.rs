//! What the papers say otherwise.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    ("docs/architecture.md", "handlers, lab, openapi", "handlers, openapi"),
    ("docs/architecture.md", "pages, lab ←", "pages ←"),
    (
        "docs/architecture.md",
        "The lessons (`backend/src/lab`, `frontend/src/lab`) are the cargo feature `lab`. Only \
         `startup.rs` and `app.rs` name them, so leaving them out leaves the rest as it is; `cargo \
         xtask test` builds and tests it that way as well. What the lessons need of the rest and \
         nobody else does is compiled with the feature too, and says so. The document of the API \
         (`backend/src/openapi`, and the derives in `shared`) is the feature `openapi` in the same \
         way; the page carries none of it.",
        "The document of the API (`backend/src/openapi`, and the derives in `shared`) is the cargo \
         feature `openapi`, and the page carries none of it.",
    ),
    (
        "docs/deployment.md",
        " (With `--no-default-features` on both commands the lessons are left out; in production they \
         are not there in any case.)",
        "",
    ),
    ("docs/scaling.md", "the development mailbox, the lessons |", "the development mailbox |"),
];
