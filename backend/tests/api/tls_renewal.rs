//! The certificate's end, and its renewal while the server runs.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crate::https::{Https, PATIENCE, Pair};
use crate::program::Running;
use crate::tls::{start, with_tls};

/// Waits for this in the log.
#[track_caller]
fn logged(server: &Running, times: usize, text: &str) {
    let deadline = Instant::now() + PATIENCE;
    while server.log().matches(text).count() < times {
        assert!(Instant::now() < deadline, "{text}: {}", server.log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

const TAKEN: &str = "TLS: the certificate was read again and is in use";
const NOT_TAKEN: &str = "TLS: not taken, the former certificate stays";

#[test]
fn a_renewed_certificate_is_shown_without_a_restart_and_a_bad_one_is_not() {
    let (folder, old, new) = (tempfile::tempdir().unwrap(), Pair::new(), Pair::new());
    let server = start(&folder, &old);
    let shows = |pair: &Pair| Https::new(server.port(), pair).connect().is_ok();
    assert!(shows(&old) && !shows(&new));
    let mut before = Https::new(server.port(), &old).connect().unwrap();

    // The certificate is there and its key not yet: halfway through a renewal.
    let (certificate, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&certificate, &new.certificate).unwrap();
    logged(&server, 1, NOT_TAKEN);
    assert!(
        server.log().contains("APP_TLS_KEY is not the key"),
        "{}",
        server.log()
    );
    assert!(shows(&old) && !shows(&new));
    new.write(folder.path());
    logged(&server, 1, TAKEN);
    assert!(shows(&new) && !shows(&old));

    // Who was connected goes on.
    before
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    before.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    // Neither rubbish nor an old certificate nor none takes its place.
    std::fs::write(&certificate, "rubbish").unwrap();
    logged(&server, 2, NOT_TAKEN);
    Pair::between("localhost", (2020, 1, 1), (2021, 1, 1)).write(folder.path());
    logged(&server, 1, "has expired");
    std::fs::remove_file(&key).unwrap();
    logged(&server, 1, "APP_TLS_KEY names a file that cannot be read");
    assert!(shows(&new));
    for secret in [&old.key, &new.key] {
        let line = secret.lines().nth(1).unwrap();
        assert!(!server.log().contains(line));
    }
}

#[cfg(unix)]
#[test]
fn sighup_reads_the_certificate_again() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let server = start(&folder, &pair);
    server.signal("HUP");
    logged(&server, 1, TAKEN);
    assert!(Https::new(server.port(), &pair).connect().is_ok());
}

#[cfg(unix)]
#[test]
fn what_will_soon_be_wrong_with_a_certificate_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let server = start(&folder, &Pair::new());
    assert!(!server.log().contains("APP_TLS"), "{}", server.log());
    drop(server);

    let in_days = |days: i64| {
        let day = time::OffsetDateTime::now_utc() + time::Duration::days(days);
        (day.year(), u8::from(day.month()), day.day())
    };
    let ending = Pair::between("elsewhere.example", in_days(-80), in_days(9));
    let mut command = with_tls(&folder, &ending);
    let key = folder.path().join("key.pem");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).unwrap();
    let log = Running::start(&mut command).log();
    for warning in [
        "APP_TLS_CERT: the certificate expires in",
        "APP_TLS_CERT: the certificate is not for the host in APP_PUBLIC_URL",
        "APP_TLS_KEY: others than its owner may read this file",
    ] {
        assert!(log.contains(warning), "{warning}: {log}");
    }
}
