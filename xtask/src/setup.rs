//! Programs that cargo builds for us: trunk and wasm-bindgen for the page, and
//! what else a stage needs.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, process, toolchain, workspace};

/// A program that cargo can install.
pub(crate) struct Tool {
    /// The crate's name.
    pub(crate) name: &'static str,
    pub(crate) version: String,
    /// Every program of it that we use; the first tells the version.
    pub(crate) programs: &'static [&'static str],
    /// The cargo features without which it has no program.
    pub(crate) features: &'static [&'static str],
    /// Whether it does not know what version it is: then only the one that was
    /// installed here, into a folder with the version in its name, will do.
    pub(crate) is_mute: bool,
    /// The crates in which it spends its time, if one waits for it after every change:
    /// these are optimized.
    pub(crate) hot: &'static [&'static str],
}

pub(crate) fn trunk() -> Tool {
    Tool {
        name: "trunk",
        // 0.22 needs a newer compiler than many have.
        version: "0.21.14".to_owned(),
        programs: &["trunk"],
        features: &[],
        is_mute: false,
        hot: &[],
    }
}

/// The command must match the library to the last digit: the two share a
/// format that changes without notice.
pub(crate) fn wasm_bindgen() -> Result<Tool, String> {
    Ok(Tool {
        name: "wasm-bindgen-cli",
        version: workspace::locked_version("wasm-bindgen")?,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        features: &[],
        is_mute: false,
        // It reads, changes and writes some thirty megabytes of unoptimized code.
        hot: &[
            "gimli",
            "hashbrown",
            "id-arena",
            "indexmap",
            "leb128fmt",
            "rayon",
            "rustc-demangle",
            "walrus",
            "wasm-bindgen-cli-support",
            "wasm-encoder",
            "wasmparser",
        ],
    })
}

/// Divides the page's code into files. It reads what the crate wasm_split_helpers
/// wrote into the code, and refuses what is newer than itself.
pub(crate) fn wasm_split() -> Tool {
    Tool {
        name: "wasm_split_cli_support",
        version: "0.2.4".to_owned(),
        programs: &["wasm-split-cli"],
        features: &["build-binary"],
        is_mute: true,
        hot: &[],
    }
}

impl Tool {
    fn own_root(&self) -> PathBuf {
        workspace::tool_dir(self.name, &self.version)
    }

    /// The directory that holds this very version, if there is one: the user's
    /// own on PATH, else ours.
    pub(crate) fn find(&self) -> Option<PathBuf> {
        let on_path = workspace::find_program(self.programs[0]).filter(|_| !self.is_mute);
        let on_path = on_path.and_then(|path| path.parent().map(Path::to_path_buf));
        [on_path, Some(self.own_root().join("bin"))]
            .into_iter()
            .flatten()
            .find(|dir| self.is_in(dir))
    }

    fn is_in(&self, dir: &Path) -> bool {
        let at = |program: &str| dir.join(format!("{program}{EXE_SUFFIX}"));
        self.programs.iter().all(|program| at(program).is_file())
            && (self.is_mute
                || process::output(at(self.programs[0]), &["--version"])
                    .is_some_and(|says| says.split_whitespace().any(|word| word == self.version)))
    }

    /// What a person would type to have it.
    pub(crate) fn install_command(&self) -> String {
        let Self { name, version, .. } = self;
        let features = self.features.iter();
        let features: String = features.map(|name| format!("--features {name} ")).collect();
        format!(
            "cargo install {name} --version {version} --no-default-features {features}\
             --root target/tools/{name}-{version}"
        )
    }

    fn install(&self) -> Result<PathBuf, Failure> {
        // With the lock file the authors tested, if everything in it can still
        // be had; else with what is there now.
        let mut done = process::run(&mut self.cargo_install(true))?;
        if !done {
            println!("      Not with the authors' lock file; trying without it.");
            done = process::run(&mut self.cargo_install(false))?;
        }
        let dir = self.own_root().join("bin");
        if done && self.is_in(&dir) {
            return Ok(dir);
        }
        Err(Failure::Said(format!(
            "{} {} could not be installed (the reason is above); mend that, or try by hand: {}",
            self.name,
            self.version,
            self.install_command()
        )))
    }

    fn cargo_install(&self, locked: bool) -> Command {
        let mut command = process::cargo(["install", self.name, "--version", &self.version]);
        command.args(["--no-default-features", "--force"]);
        command.args(self.features.iter().flat_map(|name| ["--features", name]));
        if locked {
            command.arg("--locked");
        }
        // A development tool need not be fast, except where one waits for it: this
        // halves the time of the build.
        for name in self.hot {
            let profile = format!("profile.release.package.{name}.opt-level=3");
            command.arg("--config").arg(profile);
        }
        command
            .arg("--root")
            .arg(self.own_root())
            .env("CARGO_TARGET_DIR", build_dir())
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        command
    }
}

/// One for all tools, as they share dependencies.
fn build_dir() -> PathBuf {
    workspace::tools_dir().join("build")
}

/// Installs what is missing and gives the directories to put on PATH.
pub(crate) fn page_tools() -> Result<Vec<PathBuf>, Failure> {
    let tools = [trunk(), wasm_bindgen()?];
    toolchain::add_wasm_target()?;
    install_missing(tools)
}

/// The same for the page as it is released.
pub(crate) fn released_page_tools() -> Result<Vec<PathBuf>, Failure> {
    let tools = [wasm_bindgen()?, wasm_split()];
    toolchain::add_wasm_target()?;
    install_missing(tools)
}

/// The directory of each, after it was built if it had to be.
pub(crate) fn install_missing(
    tools: impl IntoIterator<Item = Tool>,
) -> Result<Vec<PathBuf>, Failure> {
    let mut dirs = Vec::new();
    let mut installed = false;
    for tool in tools {
        let dir = match tool.find() {
            Some(dir) => {
                println!("      {} {} is there", tool.name, tool.version);
                dir
            }
            None => {
                println!(
                    "      {} {} is missing: building it, once, for some minutes",
                    tool.name, tool.version
                );
                installed = true;
                tool.install()?
            }
        };
        dirs.push(dir);
    }
    if installed {
        // A gigabyte that nothing needs any more.
        let _ = std::fs::remove_dir_all(build_dir());
    }
    Ok(dirs)
}

/// `trunk` as found by [`page_tools`], kept from the net.
pub(crate) fn trunk_command(tool_dirs: &[PathBuf]) -> Result<Command, String> {
    let mut command = process::command("trunk");
    command
        // Trunk looks for wasm-bindgen here, and downloads it only if it is not.
        .env("PATH", workspace::path_with(tool_dirs)?)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk takes the usual NO_COLOR=1 for a wrong argument and stops.
        .env_remove("NO_COLOR");
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_of_another_version_does_not_count() {
        let tool = Tool {
            name: "cargo",
            version: "0.0.1".to_owned(),
            programs: &["cargo"],
            features: &[],
            is_mute: false,
            hot: &[],
        };
        assert!(tool.find().is_none());
    }

    #[test]
    fn the_install_command_names_the_version_and_the_place() {
        assert_eq!(
            trunk().install_command(),
            "cargo install trunk --version 0.21.14 --no-default-features \
             --root target/tools/trunk-0.21.14"
        );
    }
}
