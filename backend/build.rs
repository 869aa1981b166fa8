//! Lists the files of the built page, for the program that has it inside (the
//! feature `embedded-page`).

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut cargo = io::stdout();
    writeln!(cargo, "cargo::rerun-if-changed=build.rs")?;
    if env::var_os("CARGO_FEATURE_EMBEDDED_PAGE").is_none() {
        return Ok(());
    }
    // The same variable as in the browser tests.
    writeln!(cargo, "cargo::rerun-if-env-changed=BUILT_PAGE")?;
    let folder = env::var_os("BUILT_PAGE").map_or_else(|| PathBuf::from("../dist"), PathBuf::from);
    if !folder.join("index.html").is_file() {
        return writeln!(
            cargo,
            "cargo::error=There is no built page in {}, and the feature `embedded-page` puts one \
             into the program. `cargo xtask dist` builds both; by hand, `trunk build --release` \
             at the top of the workspace comes first, or BUILT_PAGE names another folder.",
            folder.display()
        );
    }
    let folder = folder.canonicalize()?;
    writeln!(cargo, "cargo::rerun-if-changed={}", folder.display())?;
    let mut names = Vec::new();
    collect(&folder, "", &mut names)?;
    names.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let bytes = out.join("page.bin");
    let table = join(&folder, &names, &bytes)?;
    fs::write(out.join("page.rs"), table)
}

/// Writes all files one behind the other, and returns the expression for where each of
/// them is. As constants of their own they would lie among all others of the program,
/// and the system, which reads the neighbourhood of what is used, would keep megabytes
/// of a page in memory that nobody asked for.
fn join(folder: &Path, names: &[String], bytes: &Path) -> io::Result<String> {
    let mut whole = Vec::new();
    let mut table = format!(
        "{{\n    static WHOLE: &[u8] = include_bytes!({bytes:?});\n    \
         static FILES: &[(&str, &[u8])] = &[\n"
    );
    for name in names {
        let start = whole.len();
        let length = fs::File::open(folder.join(name))?.read_to_end(&mut whole)?;
        let file = format!("WHOLE.split_at({start}).1.split_at({length}).0");
        writeln!(table, "        ({name:?}, {file}),").map_err(io::Error::other)?;
    }
    table.push_str("    ];\n    FILES\n}");
    fs::write(bytes, whole)?;
    Ok(table)
}

/// Names from the folder on, with `/` in them whatever the system.
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // No request finds what is hidden, be it a file or a folder.
        if name.starts_with('.') {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), names)?;
        } else {
            names.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
