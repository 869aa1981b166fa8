//! Settings with which the program does not start: each is named, and what it was
//! set to is never repeated.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use backend::auth::keys::Algorithm;
use tempfile::TempDir;

use crate::helpers::{SECRET, key, write_keys};
use crate::https::Pair;
use crate::program::{Running, done, program, refused};

/// Stands in every value here, and must stand in no message.
const HIDDEN: &str = "hunter2";

/// Every variable with something that it cannot be.
const BAD: &[(&str, &str)] = &[
    ("APP_ENV", "prod"),
    ("APP_ENV", "Production"),
    ("APP_ENV", "hunter2"),
    ("APP_ENV", ""),
    ("APP_BIND", "hunter2:3000"),
    ("APP_BIND", "127.0.0.1"),
    ("APP_BIND", ""),
    ("APP_PUBLIC_URL", "hunter2"),
    ("APP_PUBLIC_URL", "ftp://hunter2.example"),
    ("APP_PUBLIC_URL", "https://app.example.com/hunter2"),
    ("APP_PUBLIC_URL", "https://hunter2@app.example.com"),
    ("APP_PUBLIC_URL", ""),
    ("APP_DATA_DIR", "/dev/null/hunter2"),
    ("APP_DATA_DIR", ""),
    ("DATABASE_URL", "mysql://app:hunter2@127.0.0.1/app"),
    ("DATABASE_URL", "postgres://app:hunter2@127.0.0.1:1/app"),
    ("DATABASE_URL", "sqlite:///dev/null/hunter2.db"),
    ("DATABASE_URL", "sqlite://:memory:"),
    ("DATABASE_URL", "hunter2"),
    ("DATABASE_URL", ""),
    ("APP_CORS_ORIGINS", "*"),
    ("APP_CORS_ORIGINS", "null"),
    ("APP_CORS_ORIGINS", "https://*.hunter2.example"),
    ("APP_CORS_ORIGINS", "https://hunter2.example/path"),
    ("APP_CORS_ORIGINS", "https://one.example, hunter2"),
    ("APP_OTHER_APIS", "hunter2"),
    ("APP_OTHER_APIS", "reports-api hunter2 reports:read"),
    ("APP_OTHER_APIS", "app-api http://127.0.0.1:3001 hunter2"),
    ("APP_TRUSTED_PROXIES", "hunter2"),
    ("APP_TRUSTED_PROXIES", "*"),
    ("APP_TRUSTED_PROXIES", "10.0.0.0/33"),
    ("APP_TRUSTED_PROXIES", "10.1.2.3/8"),
    ("APP_TRUSTED_PROXIES", "0.0.0.0/0"),
    ("APP_DEMO_USERS", "hunter2"),
    ("APP_DEMO_USERS", ""),
    ("APP_BCRYPT_COST", "hunter2"),
    ("APP_BCRYPT_COST", "3"),
    ("APP_BCRYPT_COST", "17"),
    ("APP_BCRYPT_COST", ""),
    ("APP_LOGIN_ATTEMPTS", "hunter2"),
    ("APP_LOGIN_ATTEMPTS", "0"),
    ("APP_LOGIN_WINDOW", "hunter2"),
    ("APP_LOGIN_WINDOW", "60"),
    ("APP_LOGIN_ATTEMPTS_PER_ADDRESS", "-1"),
    ("APP_REGISTER_ATTEMPTS", "hunter2"),
    ("APP_DRAIN_TIME", "hunter2"),
    ("APP_LOG_FORMAT", "hunter2"),
    ("APP_METRICS_BIND", "hunter2:9090"),
    ("APP_METRICS_BIND", ""),
    ("APP_MAIL_FILE", ""),
    ("APP_SMTP_URL", "hunter2"),
    ("APP_SMTP_URL", "http://app:hunter2@mail.example.com"),
    ("APP_SMTP_URL", ""),
    ("APP_TLS_CERT", "/nowhere/hunter2.pem"),
    ("APP_TLS_KEY", "/nowhere/hunter2.pem"),
    ("JWT_KEYS_FILE", "/dev/null/hunter2"),
    ("JWT_KEYS_FILE", ""),
    ("JWT_SECRET", "hunter2"),
    ("JWT_SECRET", "hunter2hunter2hunter2hunter2"),
    ("JWT_SECRET", ""),
    ("JWT_ISSUER", " "),
    ("JWT_AUDIENCE", ""),
    ("JWT_ACCESS_TTL", "hunter2"),
    ("JWT_ACCESS_TTL", "900"),
    ("JWT_ACCESS_TTL", "0s"),
    ("JWT_REFRESH_TTL", "hunter2"),
    ("JWT_REFRESH_IDLE_TTL", "hunter2"),
    ("JWT_REFRESH_GRACE", "2m"),
    ("JWT_STEP_UP_MAX_AGE", "hunter2"),
    ("JWT_LEEWAY", "6s"),
    // Not settings at all.
    ("APP_HUNTER", "hunter2"),
    ("JWT_ACESS_TTL", "15m"),
    ("APP_DATABASE_URL", "postgres://app:hunter2@127.0.0.1:1/app"),
];

/// Runs the program, and holds its last words against what they have to be.
#[track_caller]
fn names(command: &mut Command, name: &str) -> String {
    let message = refused(command);
    let last = message.lines().last().unwrap_or_default();
    let named = last.strip_prefix("error: ").unwrap_or_default();
    assert!(named.starts_with(name), "{name}: {message}");
    assert!(!message.contains(HIDDEN), "{name}: {message}");
    message
}

#[test]
fn a_bad_value_stops_the_start_and_is_named_without_being_shown() {
    for (name, value) in BAD {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program(&folder);
        match *name {
            "APP_TLS_CERT" => command.env("APP_TLS_KEY", "key.pem"),
            "APP_TLS_KEY" => {
                let (certificate, _) = Pair::new().write(folder.path());
                command.env("APP_TLS_CERT", certificate)
            }
            _ => &mut command,
        };
        if name.starts_with("APP_TLS_") {
            command.env("APP_PUBLIC_URL", "https://localhost");
        }
        names(command.env(name, value), name);
    }
}

#[test]
fn a_misspelt_name_is_told_what_it_was_meant_to_be() {
    let folder = tempfile::tempdir().unwrap();
    for (name, meant) in [
        ("JWT_ACESS_TTL", "JWT_ACCESS_TTL"),
        ("APP_SECRET", "JWT_SECRET"),
    ] {
        let message = names(program(&folder).env(name, HIDDEN), name);
        assert!(message.contains(&format!("{meant} is one")), "{message}");
    }
    let left = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(left, 0, "nothing is begun before all settings are read");
}

/// Which papers list the settings.
const PAPERS: &[&str] = &["docs/settings.md", "docs/settings.zh-CN.md"];

/// A new setting comes with a value that it refuses.
#[test]
fn every_variable_of_the_settings_in_both_languages_is_tried_here() {
    let tried: BTreeSet<&str> = BAD.iter().map(|(name, _)| *name).collect();
    for paper in PAPERS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(paper);
        let text = std::fs::read_to_string(path).unwrap();
        let named: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once(" |"))
            .flat_map(|(names, _)| names.split('`'))
            .filter(|name| {
                let ours = ["APP_", "JWT_", "DATABASE_URL"];
                ours.iter().any(|prefix| name.starts_with(prefix))
            })
            .collect();
        assert!(named.len() > 20, "the table of settings in {paper}");
        let untried: Vec<&&str> = named.difference(&tried).collect();
        assert!(untried.is_empty(), "{paper}: {untried:?}");
    }
}

#[test]
fn settings_that_contradict_each_other_stop_the_start() {
    let cases: [(&str, &[(&str, &str)]); 6] = [
        (
            "JWT_SECRET",
            &[("JWT_SECRET", SECRET), ("JWT_KEYS_FILE", HIDDEN)],
        ),
        (
            "JWT_ACCESS_TTL",
            &[("JWT_ACCESS_TTL", "2h"), ("JWT_REFRESH_TTL", "1h")],
        ),
        ("JWT_REFRESH_IDLE_TTL", &[("JWT_REFRESH_IDLE_TTL", "31d")]),
        ("APP_TLS_KEY", &[("APP_TLS_CERT", HIDDEN)]),
        ("APP_TLS_CERT", &[("APP_TLS_KEY", HIDDEN)]),
        (
            "APP_PUBLIC_URL",
            &[("APP_TLS_CERT", HIDDEN), ("APP_TLS_KEY", HIDDEN)],
        ),
    ];
    for (name, settings) in cases {
        let folder = tempfile::tempdir().unwrap();
        names(program(&folder).envs(settings.iter().copied()), name);
    }
}

/// In production, with all that it needs.
fn production(folder: &TempDir) -> Command {
    let mut command = program(folder);
    command
        .env("APP_ENV", "production")
        .env("APP_BCRYPT_COST", "10")
        .env("APP_PUBLIC_URL", "https://app.example.com")
        .env("JWT_SECRET", SECRET);
    command
}

#[test]
fn production_refuses_what_development_warns_of() {
    for (name, value) in [
        ("APP_PUBLIC_URL", "http://app.hunter2.example"),
        ("APP_PUBLIC_URL", "http://localhost:8080"),
        ("APP_CORS_ORIGINS", "*"),
        ("APP_CORS_ORIGINS", "null"),
        ("APP_CORS_ORIGINS", "http://hunter2.example"),
        ("APP_DEMO_USERS", "true"),
        ("APP_BCRYPT_COST", "9"),
        ("JWT_ACCESS_TTL", "61m"),
        ("JWT_SECRET", ""),
        ("JWT_SECRET", "hunter2"),
        ("JWT_SECRET", "hunter2-is-one-byte-too-short.."),
        ("JWT_SECRET", "your-256-bit-secret"),
        ("APP_HUNTER", "hunter2"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        names(production(&folder).env(name, value), name);
    }
    let folder = tempfile::tempdir().unwrap();
    names(
        production(&folder).env_remove("APP_PUBLIC_URL"),
        "APP_PUBLIC_URL",
    );
    names(
        production(&folder).env_remove("JWT_SECRET"),
        "JWT_KEYS_FILE",
    );
    let elsewhere = [("JWT_KEYS_FILE", "/nowhere/hunter2.json")];
    names(
        production(&folder).env_remove("JWT_SECRET").envs(elsewhere),
        "JWT_KEYS_FILE",
    );
    Running::start(&mut production(&folder)).kill();
}

#[test]
fn production_does_not_start_on_a_database_where_the_demos_admin_can_log_in() {
    let folder = tempfile::tempdir().unwrap();
    Running::start(&mut program(&folder)).kill();
    let message = names(&mut production(&folder), "APP_ENV");
    assert!(message.contains("users disable john_doe"), "{message}");
    done(production(&folder).args(["users", "disable", "john_doe"]));
    // Alice is there still, but can be anybody's name and password.
    Running::start(&mut production(&folder)).kill();
}

#[test]
fn production_does_not_look_at_the_file_dot_env() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "APP_DEMO_USERS=true\nJWT_LEEWAY=hunter2\nAPP_HUNTER=hunter2\n";
    std::fs::write(folder.path().join(".env"), lines).unwrap();
    names(&mut program(&folder), "APP_HUNTER");
    Running::start(&mut production(&folder)).kill();
    // Nor can the file say that this is production, or is not.
    std::fs::write(folder.path().join(".env"), "APP_ENV=production\n").unwrap();
    names(&mut program(&folder), "APP_ENV");
}

#[test]
fn a_certificate_that_browsers_would_refuse_stops_the_start() {
    let good = Pair::new();
    let expired = Pair::between("localhost", (2020, 1, 1), (2021, 1, 1));
    let early = Pair::between("localhost", (2090, 1, 1), (2099, 1, 1));
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let rsa_1024 = include_str!("../support/rsa-1024.pem");
    let cases = [
        (
            "APP_TLS_CERT",
            "has expired",
            &*expired.certificate,
            &*expired.key,
        ),
        (
            "APP_TLS_CERT",
            "is not valid yet",
            &*early.certificate,
            &*early.key,
        ),
        ("APP_TLS_CERT", "without a certificate", "", &*good.key),
        ("APP_TLS_CERT", "without a certificate", HIDDEN, &*good.key),
        (
            "APP_TLS_CERT",
            "without a certificate",
            &*good.key,
            &*good.key,
        ),
        ("APP_TLS_CERT", "is damaged", damaged, &*good.key),
        (
            "APP_TLS_KEY",
            "without a private key",
            &*good.certificate,
            "",
        ),
        (
            "APP_TLS_KEY",
            "without a private key",
            &*good.certificate,
            &*good.certificate,
        ),
        (
            "APP_TLS_KEY",
            "is not the key of",
            &*good.certificate,
            &*early.key,
        ),
        (
            "APP_TLS_KEY",
            "cannot be used",
            &*good.certificate,
            rsa_1024,
        ),
    ];
    for (name, reason, certificate, private_key) in cases {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
        std::fs::write(&paths[0], certificate).unwrap();
        std::fs::write(&paths[1], private_key).unwrap();
        let mut command = program(&folder);
        command
            .env("APP_PUBLIC_URL", "https://localhost")
            .env("APP_TLS_CERT", &paths[0])
            .env("APP_TLS_KEY", &paths[1]);
        let message = names(&mut command, name);
        assert!(message.contains(reason), "{reason}: {message}");
        let secret = private_key.lines().nth(1).unwrap_or("nothing");
        assert!(!message.contains(secret), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_could_read_is_closed_to_them_and_that_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    write_keys(&path, &[key(Algorithm::Es256, "k1")]);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut command = production(&folder);
    let server = Running::start(command.env_remove("JWT_SECRET").env("JWT_KEYS_FILE", &path));
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let log = server.log();
    assert!(log.contains("others could read this file"), "{log}");
}
