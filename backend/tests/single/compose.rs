//! backend/compose.yaml: its settings, given to the real program, and what it must not
//! say.

use std::collections::BTreeMap;
use std::path::Path;

use serde_norway::Value;

use crate::dockerfile::stages;
use crate::{command, copied, workspace};

fn file() -> Value {
    let text = std::fs::read_to_string(workspace().join("backend/compose.yaml"));
    serde_norway::from_str(&text.unwrap()).expect("YAML")
}

/// `${NAME:-default}`, with these variables of whoever starts it.
fn interpolated(text: &str, own: &[(&str, &str)]) -> String {
    let Some(inner) = text.strip_prefix("${") else {
        assert!(!text.contains('$'), "{text}");
        return text.to_owned();
    };
    let inner = inner.strip_suffix('}').expect("one variable");
    let (name, default) = inner.split_once(":-").expect("a default");
    let own = own.iter().find(|(own, _)| *own == name);
    own.map_or(default, |(_, value)| value).to_owned()
}

/// The settings of the server.
fn settings(own: &[(&str, &str)]) -> BTreeMap<String, String> {
    let file = file();
    let variables = file["services"]["backend"]["environment"].as_mapping();
    let variables = variables.expect("an environment").iter();
    let variables = variables.map(|(name, value)| {
        let [name, value] = [name, value].map(|text| text.as_str().expect("a text"));
        (name.to_owned(), interpolated(value, own))
    });
    variables.collect()
}

/// What the program says to these settings: it reads all of them before it asks whether
/// a server runs with them, which none does.
fn says(own: &[(&str, &str)], folder: &Path) -> String {
    let mut command = command(folder);
    command.envs(settings(own));
    let output = command.arg("healthcheck").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_server_takes_the_settings_that_stand_there_as_they_are() {
    let folder = copied();
    let says = says(&[], folder.path());
    assert!(says.contains("not healthy"), "{says}");
}

#[test]
fn two_variables_and_a_key_make_production_of_it() {
    const OWN: [(&str, &str); 2] = [
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://app.example.com"),
    ];
    let folder = copied();
    // That of the other tests is low to be quick, and production takes none below 10.
    let own_cost = |command: &mut std::process::Command| {
        command.env("APP_BCRYPT_COST", "12");
    };
    let ask = || {
        let mut command = command(folder.path());
        own_cost(&mut command);
        let output = command.envs(settings(&OWN)).arg("healthcheck").output();
        String::from_utf8(output.unwrap().stderr).unwrap()
    };
    let says = ask();
    assert!(says.contains("JWT_KEYS_FILE"), "{says}");
    let mut keys = command(folder.path());
    own_cost(&mut keys);
    keys.envs(settings(&OWN));
    let made = keys.args(["keys", "generate", "--alg", "ES256"]).output();
    assert!(made.unwrap().status.success());
    let says = ask();
    assert!(says.contains("not healthy"), "{says}");
}

#[test]
fn no_password_stands_in_it_and_nothing_is_open_to_the_network() {
    let file = file();
    let services = file["services"].as_mapping().unwrap();
    for (name, service) in services {
        let name = name.as_str().unwrap();
        let variables = service["environment"].as_mapping();
        for (variable, value) in variables.into_iter().flatten() {
            let variable = variable.as_str().unwrap();
            let is_secret = ["PASSWORD", "SECRET", "PEPPER"]
                .iter()
                .any(|word| variable.contains(word));
            assert!(
                !is_secret || variable.ends_with("_FILE"),
                "{name}: {variable}"
            );
            let is_url_with_password = value
                .as_str()
                .and_then(|value| value.split_once("://")?.1.split_once('@'))
                .is_some_and(|(user, _)| user.contains(':'));
            assert!(!is_url_with_password, "{name}: {variable}");
        }
        for port in service["ports"].as_sequence().into_iter().flatten() {
            let port = port.as_str().unwrap();
            assert!(port.starts_with("127.0.0.1:"), "{name}: {port}");
        }
    }
    assert_eq!(file["networks"]["inside"]["internal"], Value::Bool(true));
}

#[test]
fn what_it_names_is_there() {
    let file = file();
    let services = file["services"].as_mapping().unwrap();
    for (name, service) in services {
        let name = name.as_str().unwrap();
        for (other, _) in service["depends_on"].as_mapping().into_iter().flatten() {
            assert!(services.contains_key(other), "{name}: {other:?}");
        }
        for network in service["networks"].as_sequence().into_iter().flatten() {
            let network = network.as_str().unwrap();
            assert!(file["networks"].get(network).is_some(), "{name}: {network}");
        }
        for volume in service["volumes"].as_sequence().into_iter().flatten() {
            let (volume, _) = volume.as_str().unwrap().split_once(':').unwrap();
            assert!(file["volumes"].get(volume).is_some(), "{name}: {volume}");
        }
    }
    let backend = &file["services"]["backend"];
    let build = &backend["build"];
    let context = workspace()
        .join("backend")
        .join(build["context"].as_str().unwrap());
    assert!(
        context
            .join(build["dockerfile"].as_str().unwrap())
            .is_file()
    );

    // The image's side of it: the port, the volume, and whose files the secrets are.
    let stages = stages();
    let image = stages.last().unwrap();
    let ports = backend["ports"][0].as_str().unwrap();
    assert!(ports.ends_with(&format!(":{}", image.one("EXPOSE"))));
    let volumes = backend["volumes"].as_sequence().unwrap();
    let data = format!("data:{}", image.one("VOLUME"));
    assert!(volumes.iter().any(|volume| volume.as_str() == Some(&data)));
    let script = file["services"]["secrets"]["command"][0].as_str().unwrap();
    assert!(script.contains(&format!("chown --recursive {} /backend", image.one("USER"))));

    // Whoever comes through the published port comes from the gateway.
    let gateway = file["networks"]["outside"]["ipam"]["config"][0]["gateway"].as_str();
    let trusted = backend["environment"]["APP_TRUSTED_PROXIES"].as_str();
    assert_eq!(gateway, trusted);
}

/// The one step of it that is a program of its own, run with its folders elsewhere.
#[test]
fn the_password_is_made_once_and_is_the_same_for_both_who_need_it() {
    let file = file();
    let script = file["services"]["secrets"]["command"][0].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let inside = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["backend", "database"] {
        std::fs::create_dir(inside(name)).unwrap();
    }
    // What only root can do, and only where there is that user, is left out.
    let script: String = script
        .replace("$$", "$")
        .replace(" /backend", &format!(" {}", inside("backend")))
        .replace(" /database", &format!(" {}", inside("database")))
        .lines()
        .filter(|line| !line.starts_with("chown"))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let run = std::process::Command::new("bash")
            .args(["-euc", &script])
            .status();
        assert!(run.unwrap().success());
        let password = std::fs::read_to_string(inside("database/password")).unwrap();
        let line = std::fs::read_to_string(inside("backend/pgpass")).unwrap();
        // The server is let in as who it says that it is: each of the four names the same.
        let address = settings(&[])["DATABASE_URL"].clone();
        let (user, place) = address
            .strip_prefix("postgres://")
            .and_then(|rest| rest.split_once('@'))
            .expect("postgres://user@host:port/database");
        let place = place.replace('/', ":");
        assert_eq!(line, format!("{place}:{user}:{password}\n"));
        let variables = &file["services"]["database"]["environment"];
        assert_eq!(variables["POSTGRES_USER"].as_str(), Some(user));
        let name = variables["POSTGRES_DB"].as_str().unwrap();
        assert!(place.ends_with(&format!(":{name}")), "{place}");
        assert!(password.len() == 64, "{password}");
        seen.push(password);
    }
    assert_eq!(seen[0], seen[1]);
}
