//! What every crate has to say of itself in its Cargo.toml.

use super::Finding;
use super::tree::Tree;

/// No crate of the workspace may contain unsafe code, and none may say otherwise.
/// (The fuzz target is a workspace of its own: its library exports a function by
/// name, which counts as unsafe.)
pub(super) fn no_unsafe_code(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("toml") {
        let is_manifest = file.path == "Cargo.toml" || file.path.ends_with("/Cargo.toml");
        let has = |wanted: &str| file.text.contains(wanted);
        if file.path == "Cargo.toml" {
            if !has("[workspace.lints.rust]\nunsafe_code = \"forbid\"") {
                let says = "`[workspace.lints.rust]` must begin with `unsafe_code = \"forbid\"`";
                findings.push(Finding::new(&file.path, 0, says));
            }
        } else if is_manifest && !has("[workspace]") && !has("[lints]\nworkspace = true") {
            let says = "take the lints of the workspace: `[lints]`, `workspace = true`";
            findings.push(Finding::new(&file.path, 0, says));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: (&str, &str) = (
        "Cargo.toml",
        "[workspace]\n[workspace.lints.rust]\nunsafe_code = \"forbid\"\n",
    );

    #[test]
    fn a_crate_that_does_not_take_the_lints_of_the_workspace_is_found() {
        let found = |samples: &[(&str, &str)]| {
            let findings = no_unsafe_code(&Tree::of(samples));
            findings.into_iter().map(|finding| finding.path).collect()
        };
        let obeys = "[package]\n\n[lints]\nworkspace = true\n";
        let none: Vec<String> = found(&[
            ROOT,
            ("a/Cargo.toml", obeys),
            ("b/fuzz/Cargo.toml", "[workspace]\n"),
            ("rust-toolchain.toml", ""),
        ]);
        assert!(none.is_empty(), "{none:?}");
        let own: Vec<String> = found(&[ROOT, ("a/Cargo.toml", "[package]\n")]);
        assert_eq!(own, ["a/Cargo.toml"]);
        let warns = ROOT.1.replace("forbid", "warn");
        let root: Vec<String> = found(&[("Cargo.toml", &warns)]);
        assert_eq!(root, ["Cargo.toml"]);
    }
}
