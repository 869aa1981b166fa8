//! `backend healthcheck`, which a container asks whether its server is well.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::https::Pair;
use crate::program::{Running, done, program, refused};
use crate::tls;

/// The command with the settings of the server at this port.
fn check(folder: &Path, port: u16) -> Command {
    let mut command = program(folder);
    command
        .arg("healthcheck")
        .env("APP_BIND", format!("127.0.0.1:{port}"));
    command
}

#[test]
fn a_server_that_is_ready_is_well_and_none_at_all_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(&mut program(&folder));
    let port = server.port();
    assert_eq!(done(&mut check(folder.path(), port)), "");
    // It listens everywhere, and is asked here.
    let mut everywhere = check(folder.path(), port);
    assert_eq!(
        done(everywhere.env("APP_BIND", format!("0.0.0.0:{port}"))),
        ""
    );
    server.kill();
    let says = refused(&mut check(folder.path(), port));
    assert!(
        says.contains("not healthy") && says.contains("refused"),
        "{says}"
    );
}

#[cfg(unix)]
#[test]
fn a_server_that_is_about_to_stop_is_not_well() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(program(&folder).env("APP_DRAIN_TIME", "20s"));
    let port = server.port();
    server.signal("TERM");
    let deadline = Instant::now() + Duration::from_secs(15);
    // The signal is on its way.
    while check(folder.path(), port)
        .output()
        .unwrap()
        .status
        .success()
    {
        assert!(Instant::now() < deadline, "it stays well: {}", server.log());
    }
    let says = refused(&mut check(folder.path(), port));
    assert!(says.contains("503"), "{says}");
}

#[test]
fn what_answers_something_else_is_not_well_and_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    for answer in [
        "",
        "HTTP/1.1 404 Not Found\r\n\r\n",
        "220 mail\x1b[2J ready\r\n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let says = refused(&mut check(folder.path(), port));
        assert!(says.contains("not healthy"), "{says}");
        assert!(!says.contains('\x1b'), "{says:?}");
    }
}

#[test]
fn a_server_that_speaks_tls_is_well_when_it_takes_connections() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let server = tls::start(&folder, &pair);
    let port = server.port();
    let mut check = tls::with_tls(&folder, &pair);
    check
        .arg("healthcheck")
        .env("APP_BIND", format!("127.0.0.1:{port}"));
    assert_eq!(done(&mut check), "");
    server.kill();
    assert!(refused(&mut check).contains("not healthy"));
}

#[test]
fn a_setting_that_is_wrong_is_named_as_at_the_start_of_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let says = refused(program(&folder).arg("healthcheck").env("APP_BIN", "x"));
    assert!(
        says.contains("APP_BIN") && says.contains("APP_BIND"),
        "{says}"
    );
}
