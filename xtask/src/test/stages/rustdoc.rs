//! The documentation that `cargo doc` makes: built without a warning, so that every
//! link in it leads somewhere, also from what is private.

use super::{Failure, cargo, native};
use crate::process;

pub(super) fn check() -> Result<bool, Failure> {
    // The packages of the clippy stage: another choice would have cargo check the
    // crates of others once more.
    let mut doc = cargo("doc", &native());
    doc.args(["--no-deps", "--document-private-items"]).env(
        "RUSTDOCFLAGS",
        "-D warnings -D rustdoc::missing_crate_level_docs",
    );
    process::run(&mut doc)
}
