//! The programs of other languages that the tests speak to: PyJWT and signxml in a
//! Python environment of their own, jose and jsonwebtoken in a folder of Node
//! modules, and Schemathesis in one more Python environment. And Lighthouse, by which
//! `cargo xtask bench` judges the page.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, process, workspace};

/// One language's libraries.
pub(crate) struct Peers {
    pub(crate) what: &'static str,
    name: &'static str,
    /// The stage that installs them.
    pub(crate) stage: &'static str,
    /// The folder with the files that pin them, and these.
    pinned_in: &'static str,
    pins: &'static [&'static str],
    /// Puts what is pinned in the one folder into the other.
    fill: fn(&Path, &Path) -> Result<bool, Failure>,
}

pub(crate) const PYTHON: Peers = Peers {
    what: "PyJWT and signxml",
    name: "interop-python",
    stage: "interop",
    pinned_in: "backend/tests/interop/peers",
    pins: &["requirements.txt"],
    fill: fill_python,
};

pub(crate) const NODE: Peers = Peers {
    what: "jose and jsonwebtoken",
    name: "interop-node",
    stage: "interop",
    pinned_in: "backend/tests/interop/peers",
    pins: &["package.json", "package-lock.json"],
    fill: fill_node,
};

pub(crate) const SCHEMATHESIS: Peers = Peers {
    what: "Schemathesis",
    name: "schemathesis",
    stage: "openapi",
    pinned_in: "backend/tests/schemathesis",
    pins: &["requirements.txt"],
    fill: fill_python,
};

/// For no stage of the tests, but for a part of `cargo xtask bench`.
const LIGHTHOUSE: Peers = Peers {
    what: "Lighthouse",
    name: "lighthouse",
    stage: "bench",
    pinned_in: "xtask/browser",
    pins: NODE.pins,
    fill: fill_node,
};

/// Put down last, so that an installation that was cut short does not count.
const DONE: &str = "installed";

impl Peers {
    /// Named after a hash of the pins: changed pins are installed anew. Another
    /// compiler may hash in another way, which costs an installation.
    fn dir(&self) -> Result<PathBuf, String> {
        let mut hasher = DefaultHasher::new();
        for pin in self.pins {
            let path = Path::new(self.pinned_in).join(pin);
            fs::read(workspace::root().join(&path))
                .map_err(|error| format!("{} cannot be read: {error}.", path.display()))?
                .hash(&mut hasher);
        }
        let hash = format!("{:016x}", hasher.finish());
        Ok(workspace::tool_dir(self.name, &hash))
    }

    pub(crate) fn are_installed(&self) -> bool {
        self.dir().is_ok_and(|dir| dir.join(DONE).is_file())
    }

    /// Gives their folder, filled.
    fn install(&self) -> Result<PathBuf, Failure> {
        let (what, dir) = (self.what, self.dir()?);
        if dir.join(DONE).is_file() {
            return Ok(dir);
        }
        println!("{what}: not there, installing");
        fs::create_dir_all(&dir)
            .map_err(|error| format!("{} cannot be made: {error}.", dir.display()))?;
        if (self.fill)(&workspace::root().join(self.pinned_in), &dir)? {
            fs::write(dir.join(DONE), "")
                .map_err(|error| format!("{} cannot be written to: {error}.", dir.display()))?;
            return Ok(dir);
        }
        Err(Failure::Said(format!(
            "{what} could not be installed; the reason is above."
        )))
    }
}

/// Installs what is missing and gives the variables by which the tests find it.
pub(crate) fn install() -> Result<[(&'static str, PathBuf); 2], Failure> {
    Ok([
        ("INTEROP_PYTHON", python_in(&PYTHON.install()?)),
        ("INTEROP_NODE_MODULES", NODE.install()?.join("node_modules")),
    ])
}

/// The same for Schemathesis.
pub(crate) fn install_schemathesis() -> Result<[(&'static str, PathBuf); 1], Failure> {
    Ok([("SCHEMATHESIS_PYTHON", python_in(&SCHEMATHESIS.install()?))])
}

/// The modules of Lighthouse, after they were installed if they had to be.
pub(crate) fn install_lighthouse() -> Result<PathBuf, Failure> {
    Ok(LIGHTHOUSE.install()?.join("node_modules"))
}

fn python_in(dir: &Path) -> PathBuf {
    dir.join("bin").join("python")
}

/// Nothing but what is pinned, and no build script of it.
fn fill_python(pins: &Path, dir: &Path) -> Result<bool, Failure> {
    let mut venv = process::command("python3");
    venv.args(["-m", "venv", "--clear"]).arg(dir);
    let mut pip = process::command(python_in(dir));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check"])
        .args(["--no-deps", "--only-binary", ":all:", "--requirement"])
        .arg(pins.join("requirements.txt"));
    Ok(process::run(&mut venv)? && process::run(&mut pip)?)
}

/// What the lock file says, and none of its scripts is run.
fn fill_node(pins: &Path, dir: &Path) -> Result<bool, Failure> {
    for pin in NODE.pins {
        fs::copy(pins.join(pin), dir.join(pin))
            .map_err(|error| format!("{pin} cannot be copied: {error}."))?;
    }
    let mut npm: Command = process::command(workspace::find_program("npm").unwrap_or_default());
    npm.arg("ci")
        .arg("--prefix")
        .arg(dir)
        .args(["--ignore-scripts", "--no-audit", "--no-fund"]);
    process::run(&mut npm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_folder_that_is_named_after_its_pins() {
        let [python, node, fuzz] = [PYTHON, NODE, SCHEMATHESIS].map(|peers| peers.dir().unwrap());
        assert_ne!(python, node);
        assert_ne!(python, fuzz);
        assert_eq!(PYTHON.dir().unwrap(), python, "always the same");
        assert!(python.starts_with(workspace::tools_dir()));
    }

    #[test]
    fn every_library_is_pinned_to_one_version() {
        let read = |peers: &Peers, name: &str| {
            let folder = workspace::root().join(peers.pinned_in);
            fs::read_to_string(folder.join(name)).unwrap()
        };
        for peers in [PYTHON, SCHEMATHESIS] {
            for line in read(&peers, "requirements.txt").lines() {
                assert!(
                    line.is_empty() || line.starts_with('#') || line.contains("=="),
                    "{line}"
                );
            }
        }
        for peers in [NODE, LIGHTHOUSE] {
            let package = read(&peers, "package.json");
            let pinned = package.split_once("\"dependencies\"").unwrap().1;
            assert!(!pinned.contains(['^', '~', '*', '>']), "{pinned}");
        }
    }
}
