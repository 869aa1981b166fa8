//! The forge: every attack by its own button and all at once, held against what
//! the server says to the same token when somebody else sends it.

use std::path::PathBuf;

use backend::auth::keys::{Algorithm, JwkSet, generate};
use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};

/// What has to come of each: the server's code, and whether the careless verifier
/// falls for it.
const ATTACKS: [(&str, &str, bool); 26] = [
    ("payload-changed", "token_signature_invalid", false),
    ("signature-cut", "token_signature_invalid", false),
    ("wrong-key", "token_signature_invalid", false),
    ("none", "token_algorithm_rejected", true),
    ("none-capital", "token_algorithm_rejected", true),
    ("none-upper", "token_algorithm_rejected", true),
    ("none-mixed", "token_algorithm_rejected", true),
    ("other-algorithm", "token_algorithm_rejected", false),
    ("public-key-as-secret", "token_key_unknown", true),
    ("jwk", "token_header_rejected", true),
    ("jku", "token_header_rejected", true),
    ("kid-path", "token_key_unknown", true),
    ("weak-secret", "token_key_unknown", true),
    ("expired", "token_expired", false),
    ("not-yet-valid", "token_not_yet_valid", true),
    ("from-the-future", "token_not_yet_valid", true),
    ("too-long-lived", "token_claims_rejected", true),
    ("never-expires", "token_claims_rejected", true),
    ("foreign-issuer", "token_issuer_rejected", true),
    ("foreign-audience", "token_audience_rejected", true),
    ("missing-claim", "token_claims_rejected", true),
    ("link", "token_type_rejected", true),
    ("foreign-type", "token_type_rejected", true),
    ("refresh-as-access", "token_malformed", false),
    ("revoked", "token_revoked", true),
    ("replayed", "refresh_token_reused", true),
];

/// Chooses an attack, presses its button, and waits for the verdict.
async fn forge(page: &Page, attack: &str) {
    page.click(&format!("choose-{attack}")).await;
    page.click("forge-it").await;
    page.find("server-code").await;
    page.wait_for("the forge is free", async || {
        page.count("[data-testid='forge-it'][aria-disabled='false']")
            .await
            == 1
    })
    .await;
}

/// The token that is shown, without the breaks of its lines.
async fn shown_token(page: &Page) -> String {
    let text = page.text("forged").await;
    text.replace(char::is_whitespace, "")
}

/// The check that is marked as the one that caught it, if any is.
async fn shown_check(page: &Page) -> Value {
    page.run(
        "return document.querySelector('.workbench .check.failed')
            ?.dataset.check ?? null",
    )
    .await
}

/// What the server says to this token when the test sends it: code and check.
async fn judged(page: &Page, token: &str) -> (Value, Value) {
    let body = json!({ "token": token });
    let answer = page.ask("POST", "/api/lab/trace", None, Some(body)).await;
    let checks = answer["body"]["checks"].as_array().expect("checks");
    let failed = checks.iter().find(|check| check["verdict"] == "failed");
    let check = failed.map_or(Value::Null, |check| check["check"].clone());
    (answer["body"]["code"].clone(), check)
}

async fn careless(page: &Page, path: &str, body: Value) -> Value {
    let answer = page.ask("POST", path, None, Some(body)).await;
    answer["body"]["accepted"].clone()
}

/// Holds what the page shows against what the server says to the same token.
async fn hold(page: &Page, (attack, code, convinces): (&str, &str, bool)) {
    let token = shown_token(page).await;
    let shown = page.text("server-code").await;
    assert_eq!(shown, format!("401 {code}"), "{attack}");
    assert_eq!(page.count("[data-testid='forge-unexpected']").await, 0);
    let said = page.find("careless-verdict").await;
    let said = said.attr("data-accepted").await.expect("read");
    assert_eq!(said, Some(convinces.to_string()), "{attack}");

    if attack == "replayed" {
        let body = json!({ "refresh_token": token });
        let path = "/api/lab/careless/refresh";
        assert_eq!(careless(page, path, body.clone()).await, convinces);
        let again = page.ask("POST", "/api/lab/refresh", None, Some(body)).await;
        // Its session is over by now.
        assert_eq!(again["status"], 401);
        assert_eq!(page.text("aftermath").await, "401 token_revoked");
        return;
    }
    let (said, check) = judged(page, &token).await;
    assert_eq!(said, code, "{attack}");
    assert_eq!(shown_check(page).await, check, "{attack}");
    assert_eq!(page.ask_with(&token).await, code, "{attack}");
    let body = json!({ "token": token });
    let accepted = careless(page, "/api/lab/careless", body).await;
    assert_eq!(accepted, convinces, "{attack}");
}

/// How many sessions the user has.
async fn sessions(page: &Page) -> usize {
    let token = page.stored_token().await;
    let answer = page.ask("GET", "/api/sessions", token.as_deref(), None);
    answer.await["body"].as_array().expect("sessions").len()
}

#[tokio::test]
async fn every_attack_gets_its_own_refusal_by_its_own_button() {
    walk("forge-each", Options::default(), async |page| {
        page.log_in().await;
        page.open("/forge").await;
        assert_eq!(page.count("[data-testid='forge-row']").await, 26);
        for attack in ATTACKS {
            forge(page, attack.0).await;
            hold(page, attack).await;
        }
        // The guessed secret is the one that the admin was signed with.
        forge(page, "weak-secret").await;
        let secret = page.text("guessed").await;
        let words = page.ask("GET", "/api/lab/words", None, None).await;
        let words = words["body"].as_str().expect("words").to_owned();
        assert!(words.lines().any(|word| word == secret), "{secret}");
        // What was opened for all this has been ended, and the user goes on.
        assert_eq!(sessions(page).await, 1);
    })
    .await;
}

/// Presses the button for all, and holds the board against what has to come.
async fn try_all(page: &Page, code_of_confusion: &str) {
    page.click("try-all").await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let summary = "return document.querySelector('[data-testid=forge-summary]').innerText";
    while page.run(summary).await == "" {
        assert!(std::time::Instant::now() < deadline, "it never ends");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let rows = page
        .run(
            "return [...document.querySelectorAll('[data-testid=forge-row]')].map(row =>
                [row.dataset.attack, row.cells[1].innerText, row.cells[2].innerText])",
        )
        .await;
    let expected: Vec<Value> = ATTACKS
        .iter()
        .map(|&(attack, code, convinces)| {
            let code = match attack {
                "public-key-as-secret" => code_of_confusion,
                _ => code,
            };
            json!([
                attack,
                code,
                if convinces { "lets it in" } else { "refuses" }
            ])
        })
        .collect();
    assert_eq!(rows, json!(expected));
    let summary = page.text("forge-summary").await;
    assert!(
        summary.starts_with("26 forged tokens: this server refused 26"),
        "{summary}"
    );
    assert!(summary.ends_with("let in 20."), "{summary}");
}

#[tokio::test]
async fn all_of_them_in_one_go() {
    walk("forge-all", Options::default(), async |page| {
        page.log_in().await;
        page.open("/forge").await;
        try_all(page, "token_key_unknown").await;
        assert_eq!(sessions(page).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_server_with_a_public_key_is_attacked_with_that() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys.json");
    let keys = vec![generate(Algorithm::Rs256, "k1").expect("a key")];
    std::fs::write(&path, JwkSet { keys }.to_json()).expect("written");
    let settings = vec![("JWT_KEYS_FILE", leak(path))].leak();
    walk(
        "forge-rsa",
        Options::default().with(settings),
        async |page| {
            page.log_in().await;
            page.open("/forge#public-key-as-secret").await;
            let attack = ("public-key-as-secret", "token_algorithm_rejected", true);
            forge(page, attack.0).await;
            hold(page, attack).await;
            assert!(page.text("forge-note").await.contains("jwks.json"));
            try_all(page, "token_algorithm_rejected").await;
        },
    )
    .await;
}

/// Settings live as long as the test program.
fn leak(path: PathBuf) -> &'static str {
    path.to_string_lossy().into_owned().leak()
}

#[tokio::test]
async fn where_no_script_reads_the_token_another_session_gives_one() {
    walk("forge-cookie", Options::default(), async |page| {
        page.log_in_with("cookie").await;
        page.open("/forge").await;
        for attack in [ATTACKS[0], ATTACKS[13], ATTACKS[12], ATTACKS[24]] {
            forge(page, attack.0).await;
            hold(page, attack).await;
        }
        forge(page, "none").await;
        assert!(page.text("forge-note").await.contains("cookie"));
        let own = page.fetch("/api/sessions", &json!({})).await;
        assert_eq!(own["body"].as_array().expect("sessions").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_admin_forges_somebody_else() {
    walk("forge-admin", Options::default(), async |page| {
        page.open("/login").await;
        page.submit_log_in("john_doe", "password123").await;
        page.find("user-name").await;
        page.open("/forge").await;
        forge(page, "none").await;
        hold(page, ATTACKS[3]).await;
        page.see(".part-payload .changed[data-member='sub']").await;
        page.see(".part-header .changed[data-member='alg']").await;
        assert_eq!(page.count(".member.changed").await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_guessing_can_be_stopped_and_begun_again() {
    walk("forge-stop", Options::default(), async |page| {
        page.log_in().await;
        page.open("/forge#weak-secret").await;
        // Slow enough for a hand: each signature waits for a moment.
        page.run(
            "const real = crypto.subtle.verify.bind(crypto.subtle);
             window.delay = 20;
             crypto.subtle.verify = async (...given) => {
                 await new Promise(go => setTimeout(go, window.delay));
                 return real(...given);
             };",
        )
        .await;
        page.click("forge-it").await;
        page.click("stop-guessing").await;
        page.notice("stopped").await;
        assert_eq!(page.count("[data-testid='server-code']").await, 0);
        page.run("window.delay = 0; delete crypto.subtle.verify;")
            .await;
        forge(page, "weak-secret").await;
        hold(page, ATTACKS[12]).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_logged_in_may_do_so_there() {
    walk("forge-outside", Options::default(), async |page| {
        page.open("/forge").await;
        page.click("forge-as-alice").await;
        page.find("try-all").await;
        page.at("/forge").await;
        assert_eq!(page.text("user-name").await, "Alice");
        page.click("log-out").await;
        page.find("forge-as-john_doe").await;
        // The other way leads back to here as well.
        page.click_on("a[href='/login?return_to=%2Fforge']").await;
        page.submit_log_in("alice", "wonderland").await;
        page.at("/forge").await;
        page.find("try-all").await;
    })
    .await;
}
