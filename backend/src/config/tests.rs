//! What the settings refuse, and that they never repeat a value.

use std::path::Path;

use super::*;

fn load(vars: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let vars = vars
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Config::from_vars(vars.collect())
}

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn production(more: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut vars = BTreeMap::from([
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://app.example.com"),
        ("JWT_SECRET", SECRET),
    ]);
    vars.extend(more.iter().copied());
    load(&vars.into_iter().collect::<Vec<_>>())
}

fn file(config: &Config) -> &Path {
    match &config.database {
        Address::Sqlite(path) => path,
        Address::Postgres(_) => panic!("not a file"),
    }
}

#[test]
fn the_defaults_are_those_of_the_readme() {
    let config = load(&[]).unwrap();
    assert_eq!(config.env, Env::Development);
    assert_eq!(config.bind.to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url, "http://localhost:8080");
    assert_eq!(config.issuer, "http://localhost:8080");
    assert_eq!(config.audience, "app-api");
    assert_eq!(file(&config), Path::new("data/app.db"));
    assert_eq!(config.access_ttl, 15 * MINUTE);
    assert_eq!(config.leeway, Duration::ZERO);
    assert_eq!(config.bcrypt_cost, 12);
    assert_eq!(config.refresh_ttl, 30 * DAY);
    assert_eq!(config.refresh_idle_ttl, 7 * DAY);
    assert_eq!(config.refresh_grace, 10 * SECOND);
    assert_eq!(config.step_up_max_age, 5 * MINUTE);
    assert_eq!((config.login_attempts, config.login_window), (20, MINUTE));
    assert_eq!(config.login_attempts_per_address, 100);
    assert_eq!(config.register_attempts, 20);
    assert!(config.demo_users);
}

#[test]
fn paths_follow_the_data_directory() {
    let config = load(&[("APP_DATA_DIR", "/var/lib/app")]).unwrap();
    assert_eq!(file(&config), Path::new("/var/lib/app/app.db"));
    assert_eq!(config.mail_file, Path::new("/var/lib/app/outbox"));
    assert!(
        matches!(config.keys, KeySource::File(path) if path == Path::new("/var/lib/app/keys.json"))
    );
}

#[test]
fn a_bad_value_is_refused_by_the_name_of_its_variable_and_not_repeated() {
    for (name, bad) in [
        ("APP_ENV", "prod-secret"),
        ("APP_BIND", "localhost-secret"),
        ("APP_PUBLIC_URL", "app.example.com/secret"),
        ("APP_PUBLIC_URL", "http://localhost:8080/secret"),
        ("APP_DATA_DIR", ""),
        ("DATABASE_URL", "mysql://secret"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "sqlite://file:secret.db"),
        ("DATABASE_URL", "sqlite://secret.db?mode=rwc"),
        ("DATABASE_URL", "postgres://me:secret@host"),
        ("DATABASE_URL", "postgres://me:se%cret@host/secret"),
        ("APP_CORS_ORIGINS", "https://*.example.com"),
        ("JWT_ISSUER", &"secret".repeat(40)),
        ("APP_CORS_ORIGINS", "*"),
        ("APP_CORS_ORIGINS", "null"),
        (
            "APP_CORS_ORIGINS",
            "https://a.example,https://b.example/secret",
        ),
        ("APP_TRUSTED_PROXIES", "secret"),
        ("APP_DEMO_USERS", "yes-secret"),
        ("JWT_SECRET", ""),
        ("JWT_ISSUER", " "),
        ("JWT_ACCESS_TTL", "15-secret"),
        ("JWT_ACCESS_TTL", "0s"),
        ("JWT_ACCESS_TTL", "500ms"),
        ("JWT_LEEWAY", "6s"),
        ("JWT_ACCESS_TTL", "-1s"),
        ("APP_BCRYPT_COST", "3"),
        ("APP_BCRYPT_COST", "17"),
        ("APP_BCRYPT_COST", "secret"),
        ("APP_LOGIN_ATTEMPTS", "0"),
    ] {
        let error = load(&[(name, bad)]).expect_err(name);
        assert_eq!(error.variable, name, "{bad:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn a_misspelt_name_is_refused_instead_of_ignored() {
    for (name, meant) in [
        ("JWT_ACESS_TTL", "JWT_ACCESS_TTL"),
        ("JWT_SECRETS", "JWT_SECRET"),
        ("APP_SECRET", "JWT_SECRET"),
        ("APP_DATABASE_URL", "DATABASE_URL"),
        ("APP_TRUSTED_PROXY", "APP_TRUSTED_PROXIES"),
        ("APP_ENV2", "APP_ENV"),
        ("APP_PORT", ""),
        ("APP_", ""),
    ] {
        let error = load(&[(name, "secret")]).unwrap_err();
        assert_eq!(error.variable, name);
        let suggestion = error.reason.split_once("; ").unwrap_or_default().1;
        assert_eq!(suggestion.trim_end_matches(" is one"), meant, "{error}");
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    for (one, other) in [("CERT", "KEY"), ("KEY", "CERT")] {
        let (one, other) = (format!("APP_TLS_{one}"), format!("APP_TLS_{other}"));
        let half = [("APP_PUBLIC_URL", "https://localhost"), (&*one, "secret")];
        assert_eq!(load(&half).unwrap_err().variable, other);
    }
    let plain = [("APP_TLS_CERT", "cert.pem"), ("APP_TLS_KEY", "key.pem")];
    assert_eq!(load(&plain).unwrap_err().variable, "APP_PUBLIC_URL");

    let both = [("JWT_SECRET", SECRET), ("JWT_KEYS_FILE", "keys.json")];
    assert_eq!(load(&both).unwrap_err().variable, "JWT_SECRET");

    let outlives = [("JWT_ACCESS_TTL", "2h"), ("JWT_REFRESH_TTL", "1h")];
    assert_eq!(load(&outlives).unwrap_err().variable, "JWT_ACCESS_TTL");

    let idle = [("JWT_REFRESH_IDLE_TTL", "31d")];
    assert_eq!(load(&idle).unwrap_err().variable, "JWT_REFRESH_IDLE_TTL");
}

#[test]
fn production_refuses_what_development_warns_of() {
    assert!(!production(&[]).unwrap().demo_users);
    for (name, bad) in [
        ("APP_PUBLIC_URL", "http://app.example.com"),
        ("APP_CORS_ORIGINS", "http://other.example"),
        ("APP_DEMO_USERS", "true"),
        ("JWT_ACCESS_TTL", "61m"),
        ("APP_BCRYPT_COST", "9"),
    ] {
        assert_eq!(production(&[(name, bad)]).unwrap_err().variable, name);
        let quiet = [("APP_DEMO_USERS", "false")];
        let warnings = load(&[quiet[0], (name, bad)]).unwrap().warnings();
        let is_said = warnings.iter().any(|warning| warning.0.starts_with(name));
        // Another origin over plain http is that origin's own risk.
        assert_eq!(is_said, name != "APP_CORS_ORIGINS", "{name}");
    }
}

#[test]
fn production_makes_no_keys_of_its_own() {
    let vars = [
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://app.example.com"),
        ("JWT_KEYS_FILE", "/nowhere/keys.json"),
    ];
    assert_eq!(load(&vars).unwrap_err().variable, "JWT_KEYS_FILE");
}

#[test]
fn a_secret_does_not_show_itself_in_debug_output() {
    let config = load(&[("JWT_SECRET", SECRET)]).unwrap();
    assert!(!format!("{config:?}").contains(SECRET));
}
