//! `cargo xtask doctor`: what is needed, what is there, how to mend the rest.

use crate::toolchain::{self, OLDEST_RUSTC, WASM_TARGET};
use crate::{Failure, browser, deny, needs, ports, setup, workspace};
#[cfg(feature = "lab")]
use crate::{nginx, peers};

/// Who needs it.
#[derive(Clone, Copy, PartialEq)]
enum For {
    Everything,
    TestOnly,
}

struct Finding {
    what: String,
    needed: For,
    /// What is there, or the command that mends it.
    state: Result<String, String>,
}

pub(crate) fn run() -> Result<(), Failure> {
    let findings = examine();
    for finding in &findings {
        println!("{}", line(finding));
    }
    let missing = |needed: For| {
        let of_kind = |finding: &&Finding| finding.needed == needed && finding.state.is_err();
        findings.iter().filter(of_kind).count()
    };
    println!();
    match (missing(For::Everything), missing(For::TestOnly)) {
        (0, 0) => println!("Everything is there."),
        (0, _) => println!(
            "`cargo xtask dev` can run. `cargo xtask test` installs what is missing where apt-get \
             may be used without a password."
        ),
        (n, _) => {
            return Err(Failure::Said(format!(
                "{n} of the things that `cargo xtask dev` needs are not there; what mends each \
                 stands beside it."
            )));
        }
    }
    Ok(())
}

fn line(finding: &Finding) -> String {
    let Finding {
        what,
        needed,
        state,
    } = finding;
    match (state, needed) {
        (Ok(there), _) => format!("ok       {what}: {there}"),
        (Err(mend), For::Everything) => format!("MISSING  {what}: {mend}"),
        (Err(mend), For::TestOnly) => format!("missing  {what} (only for test): {mend}"),
    }
}

fn examine() -> Vec<Finding> {
    let mut findings = vec![
        needed("Rust compiler", rustc()),
        needed("C compiler", c_compiler()),
        needed(&format!("compile target {WASM_TARGET}"), wasm_target()),
        needed("trunk", tool(Ok(setup::trunk()))),
        needed("wasm-bindgen as in Cargo.lock", tool(setup::wasm_bindgen())),
        needed("backend's address", backend_address()),
        needed(
            "page's address",
            ports::check_page().map(|()| format!("port {} is free", ports::PAGE_PORT)),
        ),
    ];
    for need in [
        needs::CHROMIUM,
        needs::DRIVER,
        needs::FONT,
        needs::NPM,
        #[cfg(feature = "lab")]
        needs::NODE,
        #[cfg(feature = "lab")]
        needs::PYTHON,
        needs::POSTGRES,
    ] {
        let state = if (need.present)() {
            Ok("is there".to_owned())
        } else {
            Err(format!("`sudo apt-get install {}`", need.packages()))
        };
        findings.push(for_test(need.what, state));
    }
    if browser::chromium().is_some() && browser::chromedriver().is_some() {
        let state = browser::check_versions().map(|major| format!("both are {major}"));
        findings.push(for_test("Chromium and chromedriver of one version", state));
    }
    findings.push(for_test(
        "axe-core",
        if browser::axe_is_installed() {
            Ok("is there".to_owned())
        } else {
            Err(format!("`{}`", browser::axe_install_command()))
        },
    ));
    #[cfg(feature = "lab")]
    findings.push(for_test(
        "nginx",
        match nginx::program() {
            Some(path) => Ok(path.display().to_string()),
            None => Err("`cargo xtask test --only proxy` gets it".to_owned()),
        },
    ));
    for other in [setup::wasm_split(), deny::tool()] {
        findings.push(for_test(
            other.name,
            match other.find() {
                Some(_) => Ok("is there".to_owned()),
                None => Err(format!("`{}`", other.install_command())),
            },
        ));
    }
    #[cfg(feature = "lab")]
    for peers in [peers::PYTHON, peers::NODE, peers::SCHEMATHESIS] {
        let state = if peers.are_installed() {
            Ok("is there".to_owned())
        } else {
            Err(format!("`cargo xtask test --only {}` does it", peers.stage))
        };
        findings.push(for_test(peers.what, state));
    }
    findings
}

fn needed(what: &str, state: Result<String, String>) -> Finding {
    Finding {
        what: what.to_owned(),
        needed: For::Everything,
        state,
    }
}

fn for_test(what: &str, state: Result<String, String>) -> Finding {
    Finding {
        what: what.to_owned(),
        needed: For::TestOnly,
        state,
    }
}

fn rustc() -> Result<String, String> {
    match toolchain::rustc_version() {
        Some((major, minor)) if (major, minor) >= OLDEST_RUSTC => Ok(format!("{major}.{minor}")),
        Some((major, minor)) => Err(format!(
            "{major}.{minor} is older than {}.{}: `rustup update stable`",
            OLDEST_RUSTC.0, OLDEST_RUSTC.1
        )),
        None => Err("install it from https://rustup.rs".to_owned()),
    }
}

fn c_compiler() -> Result<String, String> {
    toolchain::c_compiler().ok_or_else(|| toolchain::C_COMPILER_MEND.to_owned())
}

fn wasm_target() -> Result<String, String> {
    if toolchain::has_wasm_target() {
        Ok("is there".to_owned())
    } else {
        Err(format!(
            "`rustup target add {WASM_TARGET}` (`cargo xtask dev` does it)"
        ))
    }
}

fn tool(tool: Result<setup::Tool, String>) -> Result<String, String> {
    let tool = tool?;
    match tool.find() {
        Some(dir) => {
            let root = workspace::root();
            let dir = dir.strip_prefix(&root).unwrap_or(&dir);
            Ok(format!("{} in {}", tool.version, dir.display()))
        }
        None => Err(format!(
            "`{}` (`cargo xtask dev` does it)",
            tool.install_command()
        )),
    }
}

fn backend_address() -> Result<String, String> {
    let bind = ports::backend()?;
    ports::check_backend(bind).map(|()| format!("{bind} is free"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_ok_or_how_to_mend_it_and_who_needs_it() {
        let ok = needed("trunk", Ok("0.21.14".to_owned()));
        assert_eq!(line(&ok), "ok       trunk: 0.21.14");
        let missing = for_test("npm", Err("`sudo apt-get install npm`".to_owned()));
        assert_eq!(
            line(&missing),
            "missing  npm (only for test): `sudo apt-get install npm`"
        );
    }

    #[test]
    fn every_need_of_the_tests_is_examined() {
        let findings = examine();
        for what in [
            "Chromium",
            "chromedriver",
            "npm",
            "axe-core",
            #[cfg(feature = "lab")]
            "Node",
            #[cfg(feature = "lab")]
            "PyJWT and signxml",
            "trunk",
        ] {
            assert!(
                findings.iter().any(|finding| finding.what == what),
                "{what}"
            );
        }
    }
}
