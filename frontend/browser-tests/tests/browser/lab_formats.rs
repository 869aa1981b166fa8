//! The lesson on formats: what it shows is what the server said, its sizes are
//! the real ones, and its checks find out every alteration.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};

use crate::appearance::{emulate_theme, judge_in_place, resize};

const SIGNED: [(&str, &str); 4] = [
    ("jwt-hs256", "jwt_hs256"),
    ("jwt-rs256", "jwt_rs256"),
    ("swt", "swt"),
    ("saml", "saml"),
];

/// Goes to the lesson, logged in; what the server told the page.
pub(crate) async fn formats(page: &Page) -> Value {
    page.log_in().await;
    listen(page).await;
    page.click_on(".lesson-bar a[href='/formats']").await;
    page.at("/formats").await;
    answer(page).await
}

/// Keeps the answers that the page gets from now on.
async fn listen(page: &Page) {
    page.run(
        "const real = window.fetch;
         window.answers = [];
         window.fetch = async (...request) => {
             const answer = await real(...request);
             if (answer.url.endsWith('/api/lab/formats')) {
                 window.answers.push(await answer.clone().json());
             }
             return answer;
         };",
    )
    .await;
}

/// The last of them, once everything is made of it.
async fn answer(page: &Page) -> Value {
    page.find("size-url-saml").await;
    page.find("alter-jwe-4").await;
    page.run("return window.answers.at(-1)").await
}

/// A token as it is shown, byte for byte.
async fn shown(page: &Page, id: &str) -> String {
    if page.count(&format!("[data-testid='exact-{id}']")).await > 0 {
        page.click(&format!("exact-{id}")).await;
    }
    let script = format!("return document.querySelector('[data-testid=token-{id}]').textContent");
    let text = page.run(&script).await;
    text.as_str().expect("a token").to_owned()
}

async fn bytes(page: &Page, test_id: &str) -> usize {
    // The text is there before its number is.
    page.wait_for("it is measured", async || {
        !page.text(test_id).await.is_empty()
    })
    .await;
    let text = page.text(test_id).await;
    text.replace(',', "").parse().expect("a number of bytes")
}

pub(crate) async fn jwe(page: &Page) -> String {
    let token = page.find("token-jwe").await.attr("data-token").await;
    token.expect("read").expect("a token")
}

#[tokio::test]
async fn every_token_is_shown_to_the_byte_and_measured_truly() {
    walk("formats-sizes", Options::default(), async |page| {
        let formats = formats(page).await;
        for (id, name) in SIGNED {
            let token = formats[name].as_str().expect("a token");
            assert_eq!(shown(page, id).await, token);
            let in_header = match id {
                "saml" => STANDARD.encode(token).len(),
                _ => token.len(),
            };
            assert_eq!(bytes(page, &format!("size-text-{id}")).await, token.len());
            assert_eq!(bytes(page, &format!("size-header-{id}")).await, in_header);
            assert_eq!(bytes(page, &format!("bar-header-{id}")).await, in_header);
            let in_url = match id {
                "jwt-hs256" | "jwt-rs256" => token.to_owned(),
                // What the page would send is shown; how it comes apart, another
                // function of the browser says.
                _ => {
                    page.click(&format!("url-{id}")).await;
                    let url = page.text(&format!("token-{id}")).await;
                    assert_eq!(read_from_url(page, &url, id == "saml").await, token);
                    url
                }
            };
            assert_eq!(bytes(page, &format!("size-url-{id}")).await, in_url.len());
            assert_eq!(bytes(page, &format!("bar-url-{id}")).await, in_url.len());
        }
        let token = jwe(page).await;
        for way in [
            "size-text",
            "size-header",
            "size-url",
            "bar-header",
            "bar-url",
        ] {
            assert_eq!(
                bytes(page, &format!("{way}-jwe")).await,
                token.len(),
                "{way}"
            );
        }
        // In lines for reading, not a character is more or less.
        for (id, name) in [("swt", "swt"), ("saml", "saml")] {
            page.click(&format!("lines-{id}")).await;
            assert!(
                page.count(&format!("[data-testid='token-{id}'] .line"))
                    .await
                    > 5
            );
            let script =
                format!("return document.querySelector('[data-testid=token-{id}]').textContent");
            assert_eq!(page.run(&script).await, formats[name]);
        }
    })
    .await;
}

/// Takes an address's parameter apart again.
async fn read_from_url(page: &Page, url: &str, is_deflated: bool) -> Value {
    let script = format!(
        "const done = arguments[0];
         const text = decodeURIComponent({});
         if (!{is_deflated}) return done(text);
         const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
         const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
         new Response(stream).text().then(done);",
        json!(url)
    );
    let answer = page.browser.execute_async(&script, Vec::new()).await;
    answer.expect("a text").json().clone()
}

#[tokio::test]
async fn all_formats_say_the_same_and_none_of_them_opens_anything() {
    walk("formats-identity", Options::default(), async |page| {
        let formats = formats(page).await;
        let own = page.stored_token().await.expect("a token");
        let me = page.ask("GET", "/api/me", Some(&own), None).await;
        let (id, identity) = (me["body"]["id"].clone(), &formats["identity"]);
        assert_eq!(identity["sub"], id);
        for name in ["sub", "role", "iss", "aud"] {
            assert_eq!(
                json!(page.text(&format!("identity-{name}")).await),
                identity[name]
            );
        }
        for name in ["jwt-hs256", "jwt-rs256"] {
            let readable = page.text(&format!("readable-{name}")).await;
            let (_, claims) = readable.split_once("}\n").expect("header and claims");
            let claims: Value = serde_json::from_str(claims).expect("JSON");
            assert_eq!(&claims, identity);
        }
        let swt = shown(page, "swt").await;
        assert!(swt.contains(&format!("sub={}&", id.as_str().expect("an id"))));
        let saml = shown(page, "saml").await;
        assert!(saml.contains(&format!(">{}</saml:NameID>", id.as_str().expect("an id"))));
        page.click("decrypt-jwe").await;
        let opened: Value = serde_json::from_str(&page.text("opened-jwe").await).expect("JSON");
        assert_eq!(&opened, identity);

        for (name, code) in [
            ("jwt-hs256", "token_type_rejected"),
            ("jwt-rs256", "token_type_rejected"),
            ("swt", "token_malformed"),
            ("saml", "token_malformed"),
        ] {
            let token = shown(page, name).await;
            assert_eq!(page.ask_with(&token).await, code, "{name}");
        }
        assert_eq!(page.ask_with(&jwe(page).await).await, "token_malformed");
    })
    .await;
}

#[tokio::test]
async fn every_signature_is_checked_and_one_other_byte_is_found_out() {
    walk("formats-checks", Options::default(), async |page| {
        let formats = formats(page).await;
        let subject = formats["identity"]["sub"].as_str().expect("an id");
        for (id, name) in SIGNED {
            let genuine = formats[name].as_str().expect("a token");
            let verdict = format!("[data-testid='verdict-{id}']");
            page.click(&format!("verify-{id}")).await;
            page.see(&format!("{verdict}[data-genuine='true']")).await;
            assert_eq!(page.count(&format!("{verdict} .bad")).await, 0);

            page.click(&format!("alter-{id}")).await;
            page.see(&format!("{verdict}[data-genuine='false']")).await;
            let altered = shown(page, id).await;
            let differ = genuine.bytes().zip(altered.bytes()).filter(|(a, b)| a != b);
            assert_eq!(differ.count(), 1, "{id}");
            assert_eq!(altered.len(), genuine.len());
            let mark = page.see(&format!("[data-testid='token-{id}'] mark")).await;
            assert_eq!(mark.text().await.expect("its text").len(), 1);
            assert!(!says(&altered, subject), "{id} is another user's by now");
            page.click(&format!("verify-{id}")).await;
            page.see(&format!("{verdict}[data-genuine='false']")).await;

            page.click(&format!("alter-{id}")).await;
            page.gone(&format!("verdict-{id}")).await;
            assert_eq!(shown(page, id).await, genuine);
            page.click(&format!("verify-{id}")).await;
            page.see(&format!("{verdict}[data-genuine='true']")).await;
        }
        // Of the assertion the digest is another; what RSA has signed is not.
        page.click("alter-saml").await;
        page.see("[data-testid='verdict-saml'][data-genuine='false']")
            .await;
        let findings = "#saml .findings > li";
        assert_eq!(page.count(findings).await, 3);
        assert_eq!(page.count(&format!("{findings}.bad")).await, 1);
        assert_eq!(page.count(&format!("{findings}.bad dl")).await, 1);
    })
    .await;
}

/// Whether this user's id can be read in a token.
fn says(token: &str, subject: &str) -> bool {
    let mut parts = token
        .split('.')
        .filter_map(|part| URL_SAFE_NO_PAD.decode(part).ok());
    token.contains(subject) || parts.any(|bytes| String::from_utf8_lossy(&bytes).contains(subject))
}

#[tokio::test]
async fn the_tokens_are_made_anew_on_a_click() {
    walk("formats-anew", Options::default(), async |page| {
        let first = formats(page).await;
        let encrypted = jwe(page).await;
        page.click("formats-anew").await;
        page.wait_for("another assertion", async || {
            page.run("return window.answers.length").await == 2
                && page.count("[data-testid='alter-jwe-4']").await > 0
                && jwe(page).await != encrypted
        })
        .await;
        let second = answer(page).await;
        assert_ne!(first["saml"], second["saml"]);
        assert_eq!(first["keys"], second["keys"]);
        assert_eq!(json!(shown(page, "saml").await), second["saml"]);
        page.click("verify-saml").await;
        page.see("[data-testid='verdict-saml'][data-genuine='true']")
            .await;
    })
    .await;
}

#[tokio::test]
async fn who_is_not_logged_in_is_led_to_it_and_back() {
    walk("formats-anonymous", Options::default(), async |page| {
        page.open("/formats").await;
        assert!(page.text("formats-facts").await.contains("RFC 7516"));
        assert_eq!(page.count("[data-testid='size-chart']").await, 0);
        page.click("formats-log-in").await;
        page.at("/login?return_to=%2Fformats").await;
        page.submit_log_in("john_doe", "password123").await;
        page.at("/formats").await;
        assert_eq!(page.text("identity-role").await, "admin");
    })
    .await;
}

#[tokio::test]
async fn the_lesson_is_fit_to_be_seen_with_its_checks_open() {
    for (language, options) in [("en", Options::default()), ("zh", Options::CHINESE)] {
        walk(&format!("formats-look-{language}"), options, async |page| {
            formats(page).await;
            for id in ["verify-jwt-hs256", "alter-swt", "alter-saml", "decrypt-jwe"] {
                page.click(id).await;
            }
            page.find("opened-jwe").await;
            page.find("verdict-saml").await;
            let name = format!("formats-tried-{language}");
            let mut complaints = Vec::new();
            judge_in_place(page, &name, &mut complaints).await;
            assert!(complaints.is_empty(), "{complaints:#?}");
            emulate_theme(page, "light").await;
            resize(page, 1920, 1080).await;
            page.screenshot(&format!("{name}-projector")).await;
        })
        .await;
    }
}
