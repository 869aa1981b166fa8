//! The image that backend/Dockerfile makes: its last stage in a folder of its own, its
//! program started by its user, in its environment, with its command.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::copy_to;
use crate::dockerfile::{Stage, stages, words};
use crate::program::Running;

/// The file system of a container.
struct Container {
    root: TempDir,
    stage: Stage,
    port: u16,
}

impl Container {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        // The user of the container has to get in.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let stage = stages().pop().unwrap();
        // By the system, and left free again: the program and its check are to find it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = port.local_addr().unwrap().port();
        let container = Self { root, stage, port };
        container.copy();
        container
    }

    /// What `COPY` puts in place. Out of the build come two things, as the last line of
    /// its `RUN` says: the program, and an empty folder.
    fn copy(&self) {
        for copy in self.stage.all("COPY") {
            let words: Vec<_> = copy.split(' ').collect();
            let [options @ .., from, to] = &words[..] else {
                panic!("{copy}");
            };
            assert!(options.contains(&"--from=build"), "{copy}");
            let to = self.inside(to);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            match *from {
                "/out/backend" => copy_to(&to),
                "/out/data" => {
                    fs::create_dir(&to).unwrap();
                    fs::set_permissions(&to, fs::Permissions::from_mode(0o700)).unwrap();
                }
                other => panic!("nothing makes {other}"),
            }
            let owner = options
                .iter()
                .find_map(|word| word.strip_prefix("--chown="));
            if let Some(owner) = owner
                && is_root()
            {
                let (user, group) = ids(owner);
                chown(&to, Some(user), Some(group)).unwrap();
            }
        }
    }

    /// The path in the container, seen from outside.
    fn inside(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    fn variables(&self) -> BTreeMap<String, String> {
        let mut variables = self.stage.variables();
        let bind = variables.get_mut("APP_BIND").unwrap();
        assert_eq!(bind, "0.0.0.0:3000");
        // A container has a network of its own, and this has not.
        *bind = format!("127.0.0.1:{}", self.port);
        let data = variables.get_mut("APP_DATA_DIR").unwrap();
        *data = self.inside(data).to_str().unwrap().to_owned();
        variables
    }

    /// As the image is started by itself.
    fn command(&self, words: &[String]) -> Command {
        let mut command = Command::new(self.inside(&words[0]));
        command
            .args(&words[1..])
            .env_clear()
            .envs(self.variables())
            .current_dir(self.inside(self.stage.one("WORKDIR")));
        if is_root() {
            let (user, group) = ids(self.stage.one("USER"));
            command.uid(user).gid(group);
        }
        command
    }

    /// The command that it is started with.
    fn entry(&self) -> Vec<String> {
        let mut words = self.stage.words("ENTRYPOINT");
        words.extend(self.stage.words("CMD"));
        words
    }

    /// With the variable by which the compose file makes development of it.
    fn start(&self) -> Running {
        Running::start(self.command(&self.entry()).env("APP_ENV", "development"))
    }

    /// The exit code of the check, and what it says.
    fn health(&self) -> (Option<i32>, String) {
        let (_, check) = self.stage.one("HEALTHCHECK").split_once("CMD ").unwrap();
        let mut check = self.command(&words(check));
        let output = check.env("APP_ENV", "development").output().unwrap();
        let says = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), says)
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// `65532:65532`: by number, as Kubernetes can tell of no name that it is not root's.
fn ids(text: &str) -> (u32, u32) {
    let (user, group) = text.split_once(':').expect("user:group");
    let id = |text: &str| text.parse().expect("a number");
    (id(user), id(group))
}

#[test]
fn the_image_starts_in_a_clean_folder_as_nobody_in_particular_and_knows_when_it_is_well() {
    let container = Container::new();
    let (code, says) = container.health();
    assert_eq!(code, Some(1), "nothing runs: {says}");
    assert!(says.contains("not healthy"), "{says}");
    let server = container.start();
    assert_eq!(
        container.health(),
        (Some(0), String::new()),
        "{}",
        server.log()
    );
    server.stop();
    assert_eq!(container.health().0, Some(1));

    // What it wrote is its own, for nobody else, and on the volume.
    let volume = container.stage.one("VOLUME");
    let data = container.inside(volume);
    assert_eq!(
        container.variables()["APP_DATA_DIR"],
        data.to_str().unwrap()
    );
    for name in ["app.db", "keys.json", "pepper.json"] {
        let file = fs::metadata(data.join(name)).unwrap();
        assert_eq!(file.mode() & 0o777, 0o600, "{name}");
        if is_root() {
            assert_eq!(file.uid(), ids(container.stage.one("USER")).0, "{name}");
        }
    }
}

#[test]
fn the_image_by_itself_is_in_production_and_says_what_it_needs() {
    let container = Container::new();
    let output = container.command(&container.entry()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(says.contains("APP_PUBLIC_URL"), "{says}");
}

#[test]
fn a_second_container_finds_what_the_first_one_left_on_the_volume() {
    let container = Container::new();
    container.start().stop();
    let pepper = container.inside("/var/lib/tessera/pepper.json");
    let before = fs::read_to_string(&pepper).unwrap();
    container.start().stop();
    assert_eq!(fs::read_to_string(&pepper).unwrap(), before);
}

#[test]
fn the_image_holds_the_program_and_no_secret_and_root_runs_nothing() {
    let stages = stages();
    let image = stages.last().unwrap();
    assert!(ids(image.one("USER")).0 > 0);
    for copy in image.all("COPY") {
        assert!(
            copy.contains("--from=build /out/") || copy.contains(" /out/"),
            "{copy}"
        );
    }
    assert!(image.all("RUN").is_empty(), "there is no shell in it");
    let names: Vec<_> = image.variables().into_keys().collect();
    assert_eq!(names, ["APP_BIND", "APP_DATA_DIR", "APP_ENV"]);
    for stage in &stages {
        assert!(
            stage.all("ARG").is_empty(),
            "an argument stays in the history"
        );
        let from = stage.one("FROM");
        assert!(from.contains(':') && !from.contains("latest"), "{from}");
    }
    // Built with the library of the same Debian that it will run on.
    assert!(stages[0].one("FROM").contains("bookworm"));
    assert!(image.one("FROM").contains("debian12"));
}
