//! What judging a token costs, beside what the library alone takes for it.
//!
//! `cargo bench -p backend --bench verify`. The table at the end is the figure
//! to look at: both sides in turn, so that a busy machine slows both.

#![allow(clippy::print_stdout, reason = "the table is for a reader")]

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use backend::auth::access_token::{self, Judge, MAX_BYTES, Policy, Subject};
use backend::auth::keys::{Algorithm, Jwk, JwkSet, KeyRing, generate};
use backend::auth::revocation::Revocations;
use backend::auth::trace::{Trace, Unwatched, Witness};
use backend::clock::Clock;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use divan::Bencher;
use jsonwebtoken::{DecodingKey, Validation};
use shared::claims::{AccessClaims, Role};
use shared::error::ErrorCode;
use uuid::Uuid;

fn main() {
    divan::main();
    // With a filter or as a test, nobody asked for the table.
    if std::env::args().skip(1).eq(["--bench"]) {
        print_ratios();
        print_revoked();
    }
}

const NAMES: [&str; 4] = ["HS256", "RS256", "ES256", "EdDSA"];

/// Everything that a request to our server is judged with, and a token.
#[divan::bench(args = NAMES)]
fn ours(bencher: Bencher<'_, '_>, name: &str) {
    let server = server(name);
    bencher.bench(|| server.judge(black_box(&server.token), &mut Unwatched));
}

/// The library's own function, with as few of its checks as one would dare.
#[divan::bench(args = NAMES)]
fn bare(bencher: Bencher<'_, '_>, name: &str) {
    let (server, library) = (server(name), Library::of(server(name)));
    bencher.bench(|| library.decode(black_box(&server.token)));
}

#[divan::bench]
fn ours_with_a_trace(bencher: Bencher<'_, '_>) {
    let server = server("HS256");
    bencher.bench(|| server.judge(black_box(&server.token), &mut Trace::default()));
}

#[divan::bench(args = NAMES)]
fn issue(bencher: Bencher<'_, '_>, name: &str) {
    let server = server(name);
    bencher.bench(|| server.issue(server.clock.seconds()));
}

/// Strangers may send as many of these as they like: the dearest may cost what a
/// good token does whose signature is checked with a public key.
#[divan::bench(args = ["signature", "expired", "kid", "garbage", "300 names"])]
fn refuse(bencher: Bencher<'_, '_>, what: &str) {
    let server = server("HS256");
    let now = server.clock.seconds();
    let another = server.issue(now);
    let (token, code) = match what {
        "signature" => (
            swap_signature(&server.token, &another),
            ErrorCode::TokenSignatureInvalid,
        ),
        "expired" => (server.issue(now - 3600), ErrorCode::TokenExpired),
        "kid" => (
            Server::new(Algorithm::Hs256, "another").token,
            ErrorCode::TokenKeyUnknown,
        ),
        "garbage" => (garbage(), ErrorCode::TokenMalformed),
        _ => (many_names(), ErrorCode::TokenMalformed),
    };
    assert!(token.len() <= MAX_BYTES);
    assert_eq!(server.judge(&token, &mut Unwatched), Err(code));
    bencher.bench(|| server.judge(black_box(&token), &mut Unwatched));
}

/// As much of a server as judges a token.
struct Server {
    jwk: Jwk,
    keys: ArcSwap<KeyRing>,
    policy: Policy,
    revocations: Revocations,
    clock: Clock,
    user_id: String,
    session_id: String,
    token: String,
}

/// The server with this algorithm. Making an RSA key takes a moment, so each is
/// made once.
fn server(name: &str) -> &'static Server {
    static SERVERS: LazyLock<Vec<Server>> = LazyLock::new(|| {
        let new = |algorithm: Algorithm| Server::new(algorithm, algorithm.name());
        Algorithm::ALL.into_iter().map(new).collect()
    });
    let mut servers = SERVERS.iter();
    let server = servers.find(|server| server.jwk.alg.as_deref() == Some(name));
    server.expect("a name of `NAMES`")
}

impl Server {
    fn new(algorithm: Algorithm, kid: &str) -> Self {
        let jwk = generate(algorithm, kid).expect("random bytes");
        let set = JwkSet {
            keys: vec![jwk.clone()],
        };
        let keys = KeyRing::from_jwk_set(&set.to_json()).expect("our own keys are good");
        let mut server = Self {
            jwk,
            keys: ArcSwap::from_pointee(keys),
            policy: Policy {
                issuer: "https://app.example.com".to_owned(),
                audience: "app-api".to_owned(),
                lifetime: Duration::from_secs(900),
                leeway: Duration::ZERO,
                takes_services: false,
            },
            revocations: Revocations::default(),
            clock: Clock::default(),
            user_id: Uuid::now_v7().to_string(),
            session_id: Uuid::now_v7().to_string(),
            token: String::new(),
        };
        server.end_sessions(100_000);
        server.token = server.issue(server.clock.seconds());
        server
    }

    fn end_sessions(&mut self, count: usize) {
        let now = self.clock.seconds();
        self.revocations = Revocations::default();
        for _ in 0..count {
            let ended = Uuid::now_v7().to_string();
            self.revocations.end_session(&ended, now + 900, now);
        }
    }

    fn issue(&self, now: i64) -> String {
        let subject = Subject {
            user_id: &self.user_id,
            role: Role::User,
            session_id: &self.session_id,
            auth_time: now,
            session_ends: i64::MAX,
        };
        access_token::issue(&self.keys.load(), &self.policy, &subject, now).expect("a good key")
    }

    /// What the `CurrentUser` extractor does for every request.
    fn judge(&self, token: &str, witness: &mut impl Witness) -> Result<AccessClaims, ErrorCode> {
        let judge = Judge {
            keys: &self.keys.load(),
            policy: &self.policy,
            revocations: &self.revocations,
            now: self.clock.seconds(),
        };
        access_token::verify(Some(token), judge, witness)
    }
}

/// The library with a key made ready.
struct Library {
    key: DecodingKey,
    validation: Validation,
}

impl Library {
    fn of(server: &Server) -> Self {
        let key = match &server.jwk {
            Jwk { k: Some(k), .. } => {
                let secret = URL_SAFE_NO_PAD.decode(k).expect("our own keys are good");
                Ok(DecodingKey::from_secret(&secret))
            }
            Jwk {
                n: Some(n),
                e: Some(e),
                ..
            } => DecodingKey::from_rsa_components(n, e),
            Jwk {
                x: Some(x),
                y: Some(y),
                ..
            } => DecodingKey::from_ec_components(x, y),
            Jwk { x: Some(x), .. } => DecodingKey::from_ed_components(x),
            _ => unreachable!("every key of ours is one of these"),
        };
        let algorithm = server.keys.load().signing_key().algorithm();
        let mut validation = Validation::new(algorithm.into());
        validation.leeway = 0;
        validation.set_audience(&["app-api"]);
        Self {
            key: key.expect("our own keys are good"),
            validation,
        }
    }

    fn decode(&self, token: &str) -> AccessClaims {
        let decoded = jsonwebtoken::decode(token, &self.key, &self.validation);
        decoded.expect("our own token is good").claims
    }
}

/// A genuine token with the signature of another.
fn swap_signature(token: &str, other: &str) -> String {
    let (signed, _) = token.rsplit_once('.').expect("three parts");
    let (_, signature) = other.rsplit_once('.').expect("three parts");
    format!("{signed}.{signature}")
}

/// As long as it may be, and in three parts: 4096 bytes with the dots.
fn garbage() -> String {
    ["A".repeat(1364), "A".repeat(1364), "A".repeat(1366)].join(".")
}

/// A header with names that no token of ours has.
fn many_names() -> String {
    let names: Vec<String> = (0..300).map(|n| format!("\"n{n}\":0")).collect();
    let header = format!("{{{}}}", names.join(","));
    format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header))
}

/// Both sides by turns, and the medians beside each other. The ratio is that of
/// a round's two halves, which shared whatever else the machine was doing.
fn print_ratios() {
    const ROUNDS: usize = 200;
    println!("\nInterleaved, median of {ROUNDS} rounds, nanoseconds a call:");
    println!("        ours     bare     ours / bare");
    for name in NAMES {
        let (server, library) = (server(name), Library::of(server(name)));
        // Signature checks with a public key take long enough for fewer.
        let calls = if name == "HS256" { 500 } else { 50 };
        let time = |call: &dyn Fn()| {
            let start = Instant::now();
            (0..calls).for_each(|_| call());
            start.elapsed().as_nanos() / calls
        };
        let (mut ours, mut bare, mut percent) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let our_time = time(&|| {
                let judged = server.judge(black_box(&server.token), &mut Unwatched);
                assert!(black_box(judged).is_ok());
            });
            let bare_time = time(&|| {
                black_box(library.decode(black_box(&server.token)));
            });
            ours.push(our_time);
            bare.push(bare_time);
            percent.push(our_time * 100 / bare_time);
        }
        let (ours, bare, percent) = (median(ours), median(bare), median(percent));
        let (whole, hundredths) = (percent / 100, percent % 100);
        println!("{name}  {ours:>7}  {bare:>7}  {whole:>8}.{hundredths:02}");
    }
}

/// The same token beside no ended session and beside a million.
fn print_revoked() {
    const ROUNDS: usize = 200;
    let server = |count| {
        let mut server = Server::new(Algorithm::Hs256, "k1");
        server.end_sessions(count);
        server
    };
    let (none, million) = (server(0), server(1_000_000));
    let time = |server: &Server| {
        let start = Instant::now();
        for _ in 0..500 {
            let judged = server.judge(black_box(&server.token), &mut Unwatched);
            assert!(black_box(judged).is_ok());
        }
        start.elapsed().as_nanos() / 500
    };
    let (mut few, mut many, mut permille) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (without, with) = (time(&none), time(&million));
        few.push(without);
        many.push(with);
        permille.push(with * 1000 / without);
    }
    let (few, many, permille) = (median(few), median(many), median(permille));
    println!("\nHS256 beside ended sessions, interleaved, nanoseconds a call:");
    println!("none {few}, a million {many}: {permille} permille");
}

fn median(mut values: Vec<u128>) -> u128 {
    values.sort_unstable();
    values[values.len() / 2]
}
