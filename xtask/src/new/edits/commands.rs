//! What the project's own commands say otherwise.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    (
        "xtask/src/main.rs",
        r"  new FOLDER
           an app of your own, without the lessons, that builds and passes
             --name my-app          its name; else that of the folder
             --token-store STORE    memory, local, session or cookie (memory)
             --database DATABASE    sqlite or postgres (sqlite)
",
        "",
    ),
    (
        "xtask/src/main.rs",
        r"  bench    how fast it is, each figure beside its reference, as a table
             --only PART[,PART]     measure only these
             --server PATH          this program instead of one that is built
  soak     load and faults for some minutes, against a released backend
             --minutes N            how long the steady load lasts (5)
             --quick                a shorter look at everything, in two minutes
             --server PATH          this program instead of one that is built
",
        "",
    ),
    (
        "xtask/src/main.rs",
        r"  fuzz-api made-up requests for longer than test does, other ones each time
             --minutes N            for so long, 5 if not said
             --seed N               the ones of an earlier run once more
",
        "",
    ),
    (
        "xtask/src/main.rs",
        "             --fix   first put the line numbers of links to code right\n",
        "",
    ),
    (
        "xtask/src/tidy.rs",
        "`tidy` takes `--fix` or nothing.",
        "`tidy` takes no argument.",
    ),
    (
        "xtask/src/tidy/rules.rs",
        "&[\"handlers\", \"lab\", \"openapi\"]",
        "&[\"handlers\", \"openapi\"]",
    ),
    (
        "xtask/src/tidy/rules.rs",
        "&[\"pages\", \"lab\"]",
        "&[\"pages\"]",
    ),
    (
        "xtask/src/tidy/papers.rs",
        "//! What is not Rust: migrations, papers in two languages, bold text, links.",
        "//! What is not Rust: migrations, bold text, links.",
    ),
    (
        "xtask/src/main.rs",
        "             --no-default-features  without the lessons and the page of the API\n",
        "             --no-default-features  without the page of the API\n",
    ),
    (
        "xtask/src/main.rs",
        "             --no-default-features  without the lessons\n",
        "",
    ),
];

/// Where PostgreSQL is the database of an app; where it is not, its tests wait until
/// somebody asks for them.
pub(super) const POSTGRES: &[Row] = &[];

/// Where SQLite is.
pub(super) const SQLITE: &[Row] = &[(
    "xtask/src/test/stages.rs",
    "        Self::Native,\n        Self::Postgres,\n        Self::Frontend,",
    "        Self::Native,\n        Self::Frontend,",
)];
