//! What the papers say otherwise.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    (
        "docs/architecture.md",
        "handlers, lab, openapi",
        "handlers, openapi",
    ),
    ("docs/architecture.md", "pages, lab ←", "pages ←"),
    (
        "docs/architecture.md",
        "The lessons (`backend/src/lab`, `frontend/src/lab`) are the cargo feature `lab`. Only \
         `startup.rs` and `app.rs` name them, so leaving them out leaves the rest as it is; `cargo \
         xtask new` makes an app in that way, and `cargo xtask test` tests one. What the lessons need \
         of the rest and nobody else does is compiled with the feature too, and says so. The document \
         of the API (`backend/src/openapi`, and the derives in `shared`) is the feature `openapi` in \
         the same way; the page carries none of it.",
        "The document of the API (`backend/src/openapi`, and the derives in `shared`) is the cargo \
         feature `openapi`, and the page carries none of it.",
    ),
    (
        "docs/deployment.md",
        "`--no-default-features` leaves the lessons and the page of the API out: in production neither \
         is there in any case, but the page is smaller without them.",
        "`--no-default-features` leaves the page of the API out, which in production is not there in \
         any case.",
    ),
    (
        "docs/deployment.md",
        " The lessons are not in the image. They answer whoever sits at the machine of the server, \
         and in a container nobody does.",
        "",
    ),
    (
        "docs/settings.md",
        "[中文](settings.zh-CN.md) · English\n\n",
        "",
    ),
    (
        "docs/settings.md",
        "## Without the lessons\n\nThe lessons are the cargo feature `lab`, and answer whoever sits at \
         this machine, in development only. Left out, the program has nothing of them: `cargo run -p \
         backend --no-default-features` and `trunk serve --no-default-features`. That leaves the page \
         of the API out as well, which is the feature `openapi`; `--features openapi` keeps it.",
        "## Without the page of the API\n\nIt is the cargo feature `openapi`; \
         `cargo run -p backend --no-default-features` leaves it out.",
    ),
    (
        "docs/other-apis.md",
        "[中文](other-apis.zh-CN.md) · English\n\n",
        "",
    ),
    (
        "docs/other-apis.md",
        " The lesson \"Single sign-on\" shows it at work.",
        "",
    ),
    (
        "docs/own-resource.md",
        "[中文](own-resource.zh-CN.md) · English\n\n",
        "",
    ),
    (
        "docs/own-resource.md",
        "`cargo xtask test --only starter` follows this paper to the letter, in a fresh app: each \
         block goes where the line above it says.",
        "Each block goes where the line above it says.",
    ),
    (
        "docs/security.md",
        "[中文](security.zh-CN.md) · English\n\n",
        "",
    ),
    (
        "docs/security.md",
        "; `cargo xtask tidy` checks that each of them is there. What fills a machine for minutes is \
         [`cargo xtask soak`](#the-soak).",
        ".",
    ),
    (
        "docs/security.md",
        "`limits::too_many_or_too_long_headers_are_a_431`; the soak",
        "`limits::too_many_or_too_long_headers_are_a_431`",
    ),
    (
        "docs/security.md",
        "`errors::a_locked_database_is_a_503_that_says_when_to_come_back`; the soak",
        "`errors::a_locked_database_is_a_503_that_says_when_to_come_back`",
    ),
    (
        "docs/security.md",
        "`backup::a_file_that_is_there_is_replaced_only_by_force_and_never_by_half`; the soak",
        "`backup::a_file_that_is_there_is_replaced_only_by_force_and_never_by_half`",
    ),
    (
        "docs/security.md",
        "`refusals::every_variable_of_the_settings_in_both_languages_is_tried_here`",
        "`refusals::every_variable_of_the_settings_is_tried_here`",
    ),
    (
        "docs/security.md",
        " (`backend/tests/api/contract.rs`), and Schemathesis makes up thousands of requests from it.",
        " (`backend/tests/api/contract.rs`).",
    ),
    (
        "docs/security.md",
        ", `schemathesis::nobody_in_particular_gets_documented_answers_only`, \
         `schemathesis::a_user_gets_documented_answers_only`, \
         `schemathesis::a_user_whose_token_is_in_a_cookie_gets_documented_answers_only`, \
         `schemathesis::an_admin_gets_documented_answers_only`, \
         `schemathesis::whoever_ends_a_session_or_an_account_gets_documented_answers_only`",
        "",
    ),
    (
        "docs/security.md",
        "[The policy](../.github/SECURITY.md) says whom to write to, what counts, and when you get an \
         answer.",
        "Say here whom to write to instead.",
    ),
    (
        "docs/scaling.md",
        "the development mailbox, the lessons |",
        "the development mailbox |",
    ),
];
