//! What the code says otherwise.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    (
        "Cargo.toml",
        "\"backend/bare\", \"backend/bare-bcrypt\", ",
        "",
    ),
    ("Cargo.toml", "license = \"MIT OR Apache-2.0\"\n", ""),
    ("backend/Cargo.toml", "license.workspace = true\n", ""),
    ("frontend/Cargo.toml", "license.workspace = true\n", ""),
    (
        "frontend/browser-tests/Cargo.toml",
        "license.workspace = true\n",
        "",
    ),
    ("shared/Cargo.toml", "license.workspace = true\n", ""),
    ("xtask/Cargo.toml", "license.workspace = true\n", ""),
    (
        "backend/Cargo.toml",
        "default = [\"lab\", \"openapi\"]",
        "default = [\"openapi\"]",
    ),
    (
        "frontend/browser-tests/Cargo.toml",
        "default = [\"lab\", \"openapi\"]",
        "default = [\"openapi\"]",
    ),
    (
        "deny.toml",
        "[licenses]\n",
        "[licenses]\n# Our own code has the licence that its owner chooses, or none.\nprivate = { ignore = true }\n",
    ),
    (
        "deny.toml",
        "None of the GPL family: what is made\n# from this starter may be closed.",
        "None of the GPL family: what is\n# built of them may be closed.",
    ),
    (
        "deny.toml",
        "# Which ones, and why, is in docs/decisions.md.\n",
        "",
    ),
    (
        "frontend/style/tokens.css",
        "components, pages, lab;",
        "components, pages;",
    ),
    (
        "frontend/index.html",
        "Tessera: the path of a JSON Web Token, from login to request. JSON Web Token 从登录到请求的全程。",
        "Tessera",
    ),
    (
        "shared/src/lib.rs",
        "//! `lab` adds what the lessons send and receive.\n",
        "",
    ),
    (
        "backend/Dockerfile",
        "# Without the lessons: they answer whoever sits at the machine of the server, and in a\n\
         # container nobody does. What was compiled",
        "# Without the page of the API, which is for development. What was compiled",
    ),
    (
        "backend/src/timing.rs",
        "developer tools and the lessons show",
        "developer tools show",
    ),
    // The judgement of a token is watched by nobody.
    (
        "backend/src/extractors/current_user.rs",
        "; with the lessons, also written down for who asks for it\n/// on their own machine.",
        ".",
    ),
    (
        "backend/src/extractors/current_user.rs",
        "    request: &HttpRequest,\n    token: Option<&str>,\n",
        "    token: Option<&str>,\n",
    ),
    (
        "backend/src/extractors/current_user.rs",
        "        let _ = request;\n",
        "",
    ),
    (
        "backend/src/extractors/current_user.rs",
        "judged(request, Some(token), judge)",
        "judged(Some(token), judge)",
    ),
    (
        "backend/src/extractors/current_user.rs",
        "judged(request, token, judge)",
        "judged(token, judge)",
    ),
    (
        "backend/src/startup.rs",
        "            .configure(|_app| {\n            })\n",
        "",
    ),
    // Nobody but the log sees what the second server is asked.
    (
        "backend/src/resource_server.rs",
        "            let app = App::new()\n",
        "            App::new()\n",
    ),
    (
        "backend/src/resource_server.rs",
        "                }));\n            let app = app\n",
        "                }))\n",
    ),
    (
        "backend/src/resource_server.rs",
        "request::handle));\n            app\n",
        "request::handle))\n",
    ),
    (
        "backend/src/openapi.rs",
        "Left out: `/api/lab/…`, which belongs to the lessons, and `/api/dev/outbox`, the mailbox of \\\n\
         development. Both answer nobody but whoever sits at the server.",
        "Left out: `/api/dev/outbox`, the mailbox of development, which answers nobody but whoever sits \\\n\
         at the server.",
    ),
    (
        "backend/src/openapi.rs",
        "\n                .license(Some(License::new(env!(\"CARGO_PKG_LICENSE\")))),",
        ",",
    ),
    (
        "backend/src/openapi.rs",
        "InfoBuilder, License, OpenApi,",
        "InfoBuilder, OpenApi,",
    ),
    (
        "backend/tests/api/refusals.rs",
        "[\"docs/settings.md\", \"docs/settings.zh-CN.md\"]",
        "[\"docs/settings.md\"]",
    ),
    (
        "backend/tests/api/refusals.rs",
        "every_variable_of_the_settings_in_both_languages_is_tried_here",
        "every_variable_of_the_settings_is_tried_here",
    ),
    // The page has its first page where the lessons were.
    (
        "frontend/src/app.rs",
        "use starter::{Bar, first_page_at};\n",
        "",
    ),
    (
        "frontend/src/app.rs",
        "<Layout below_header=Bar>",
        "<Layout>",
    ),
    (
        "frontend/src/app.rs",
        "        _ => {
            first_page_at(path).unwrap_or_else(|| Chunk::here(|| view! { <NotFound /> }.into_any()))
        }
",
        "        [\"\"] => Chunk::here(|| view! { <Home /> }.into_any()),
        _ => Chunk::here(|| view! { <NotFound /> }.into_any()),
",
    ),
    (
        "frontend/src/app.rs",
        "ForgotPassword,\n    LastChange,",
        "ForgotPassword,\n    Home, LastChange,",
    ),
    (
        "frontend/src/app.rs",
        r#"/// The first page of a program without lessons.
mod starter {
    use leptos::prelude::*;

    use crate::components::Chunk;
    use crate::pages::Home;

    #[component]
    pub(super) fn Bar() -> impl IntoView {}

    pub(super) fn first_page_at(path: &str) -> Option<Chunk> {
        (path == "/").then(|| Chunk::here(|| view! { <Home /> }.into_any()))
    }
}

"#,
        "",
    ),
    (
        "frontend/src/components/layout.rs",
        "pub(crate) fn Layout(\n    /// What stands between the header and every page.\n    #[prop(into)]\n    \
         below_header: ViewFnOnce,\n    children: Children,\n) -> impl IntoView {",
        "pub(crate) fn Layout(children: Children) -> impl IntoView {",
    ),
    (
        "frontend/src/components/layout.rs",
        "        {below_header.run()}\n",
        "",
    ),
    (
        "frontend/src/components/layout.rs",
        r#"                // The lessons' own bar leads there too, and says what is there.
                {(!cfg!(feature = "lab"))
                    .then(|| {
                        view! {
                            <A href="/" exact=true>
                                {move || t().header.home}
                            </A>
                        }
                    })}
"#,
        r#"                <A href="/" exact=true>
                    {move || t().header.home}
                </A>
"#,
    ),
    // A request is not written down, goes nowhere else, and takes its cookies along.
    ("frontend/src/api.rs", "mod record;\n", ""),
    (
        "frontend/src/api/transport.rs",
        "use super::record::Record;\n",
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        "    let mut record = Record::of(&outgoing, Cookies::Sent);\n",
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        "    record.is_over(&received);\n",
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        "exchange(outgoing, Cookies::Sent, patience)",
        "exchange(outgoing, patience)",
    ),
    (
        "frontend/src/api/transport.rs",
        "        headers.extend(Record::extra_headers());\n",
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        r#"/// Where a request may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To the origin that this page came from, and nowhere else: neither by a
    /// mistaken path nor by following a redirect.
    Here,
}

impl From<Reach> for RequestMode {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Here => Self::SameOrigin,
        }
    }
}

"#,
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        "    pub(super) reach: Reach,\n",
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        "            reach: Reach::Here,\n",
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        r#"/// Whether the browser sends our cookies with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookies {
    Sent,
}

impl From<Cookies> for RequestCredentials {
    fn from(cookies: Cookies) -> Self {
        match cookies {
            Cookies::Sent => Self::SameOrigin,
        }
    }
}

"#,
        "",
    ),
    (
        "frontend/src/api/transport.rs",
        "    outgoing: Outgoing,\n    cookies: Cookies,\n",
        "    outgoing: Outgoing,\n",
    ),
    (
        "frontend/src/api/transport.rs",
        "        .mode(outgoing.reach.into())\n        .credentials(cookies.into())\n",
        "        // To the origin that this page came from, and nowhere else: neither by a\n        \
         // mistaken path nor by following a redirect.\n        \
         .mode(RequestMode::SameOrigin)\n        .credentials(RequestCredentials::SameOrigin)\n",
    ),
    // An app keeps its token where it wants; this walk looks at it.
    (
        "frontend/browser-tests/tests/browser/steps.rs",
        "        page.open(\"/login\").await;\n        page.submit_log_in(\"alice\", \"wonderland\").await;\n",
        "        page.log_in().await;\n",
    ),
    // The settings have a paper of their own.
    (
        "backend/src/config/tests.rs",
        "fn the_defaults_are_those_of_the_readme()",
        "fn the_defaults_are_those_of_the_paper_on_settings()",
    ),
    (
        "backend/src/config/resource_server.rs",
        "fn the_defaults_are_those_of_the_readme()",
        "fn the_defaults_are_those_of_the_paper_on_settings()",
    ),
    (
        "backend/tests/api/faults_kill.rs",
        " The soak (`cargo xtask soak`) holds every one\n/// of fifty to it, on a machine that does nothing else; here other tests run\n/// beside \
         this one, so the quickest must keep it.",
        " Other tests run beside this one, so of\n/// several restarts the quickest must keep it.",
    ),
];
