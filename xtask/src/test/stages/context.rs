//! What the stages of a run need, installed before the first of them begins.

use std::cell::Cell;
use std::path::PathBuf;

use super::Stage;
use crate::needs::{self, CHROMIUM, DRIVER, FONT, NPM, Need, POSTGRES};
#[cfg(feature = "lab")]
use crate::needs::{NODE, PYTHON};
use crate::{Failure, browser, deny, setup, toolchain};
#[cfg(feature = "lab")]
use crate::{nginx, peers};

/// What the stages share, made before the first of them runs.
pub(in crate::test) struct Context {
    pub(super) tools: Vec<PathBuf>,
    pub(super) deny: PathBuf,
    pub(super) chromedriver: PathBuf,
    pub(super) axe: PathBuf,
    /// Variables by which the tests find the programs of others.
    #[cfg(feature = "lab")]
    pub(super) peers: Vec<(&'static str, PathBuf)>,
    #[cfg(feature = "lab")]
    pub(super) nginx: PathBuf,
    pub(super) extra: Vec<String>,
    /// What a stage has to say in its line of the summary.
    pub(in crate::test) note: Cell<Option<&'static str>>,
}

impl Context {
    /// Sees to what the chosen stages need, before anything slow.
    pub(in crate::test) fn prepare(stages: &[Stage], extra: &[String]) -> Result<Self, Failure> {
        #[cfg(feature = "lab")]
        let stages = &super::starter::with_its_own(stages);
        let any = |wanted: &[Stage]| stages.iter().any(|stage| wanted.contains(stage));
        toolchain::check()?;
        let mut needs: Vec<&Need> = Vec::new();
        if any(&[Stage::Frontend, Stage::Browser]) {
            needs.extend([&CHROMIUM, &DRIVER]);
        }
        if any(&[Stage::Browser]) {
            needs.push(&FONT);
        }
        if any(&[Stage::Postgres]) {
            needs.push(&POSTGRES);
        }
        if any(&[Stage::Browser]) {
            needs.push(&NPM);
        }
        #[cfg(feature = "lab")]
        if any(&[Stage::Interop]) {
            needs.extend([&PYTHON, &NODE, &NPM]);
        }
        #[cfg(feature = "lab")]
        if any(&[Stage::Openapi]) {
            needs.push(&PYTHON);
        }
        needs::install_missing(&needs)?;
        if any(&[Stage::Frontend, Stage::Browser]) {
            browser::check_versions()?;
        }
        if any(&[Stage::Fmt, Stage::Clippy]) {
            toolchain::check_components()?;
        }

        println!("\n== Checking the tools");
        toolchain::fetch()?;
        let axe = if any(&[Stage::Browser]) {
            browser::install_axe()?
        } else {
            PathBuf::new()
        };
        #[cfg(feature = "lab")]
        let mut peers = Vec::new();
        #[cfg(feature = "lab")]
        if any(&[Stage::Interop]) {
            peers.extend(peers::install()?);
        }
        #[cfg(feature = "lab")]
        if any(&[Stage::Openapi]) {
            peers.extend(peers::install_schemathesis()?);
        }
        #[cfg(feature = "lab")]
        let nginx = if any(&[Stage::Proxy]) {
            nginx::install()?
        } else {
            PathBuf::new()
        };
        // Clippy for the browser needs the target, though none of the tools.
        let tools = if any(&[Stage::Clippy, Stage::Frontend, Stage::Page]) {
            setup::released_page_tools()?
        } else {
            Vec::new()
        };
        let deny = if any(&[Stage::Deny]) {
            deny::install()?
        } else {
            PathBuf::new()
        };
        Ok(Self {
            tools,
            deny,
            chromedriver: browser::chromedriver().unwrap_or_default(),
            axe,
            #[cfg(feature = "lab")]
            peers,
            #[cfg(feature = "lab")]
            nginx,
            extra: extra.to_vec(),
            note: Cell::default(),
        })
    }
}
