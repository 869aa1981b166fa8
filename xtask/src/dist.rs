//! `cargo xtask dist`: one program with everything in it, to be copied to a machine
//! and run there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::Arguments;
use crate::page::{self, Features};
use crate::{Failure, process, setup, toolchain, workspace};

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Options {
    features: Features,
    /// TLS to PostgreSQL, by the system's OpenSSL.
    postgres_tls: bool,
    /// Where the program goes, if not to `target/dist`.
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let options = parse(args)?;
    let out = options.out.clone().map_or_else(folder, Ok)?;
    toolchain::check()?;
    println!("== Checking the tools");
    let tools = setup::released_page_tools()?;
    // Beside the program, for those who serve it from elsewhere, and not in `dist`,
    // where `cargo xtask dev` may be writing.
    let page = folder()?.join("page");
    println!("\n== Building the page");
    if !page::build(&tools, options.features, &page)? {
        return Err(Failure::Reported);
    }
    println!("\n== Building the program");
    let Some(program) = program(&page, &options)? else {
        return Err(Failure::Reported);
    };
    let program = put(&program, &out)?;
    tell(&program)
}

/// Codes the page in this folder, and builds the program with that page in it, with
/// its default features and without TLS to PostgreSQL. Where it is; `None` if it could not be
/// built, and the reason has been printed.
pub(crate) fn whole(page: &Path) -> Result<Option<PathBuf>, Failure> {
    let options = Options {
        features: Features::Default,
        postgres_tls: false,
        out: None,
    };
    let program = program(page, &options)?;
    program.map(|program| put(&program, &folder()?)).transpose()
}

/// Where [`whole`] leaves the program.
pub(crate) fn place() -> Result<PathBuf, Failure> {
    Ok(folder()?.join(name()))
}

fn folder() -> Result<PathBuf, Failure> {
    Ok(workspace::target_dir()?.join("dist"))
}

fn program(page: &Path, options: &Options) -> Result<Option<PathBuf>, Failure> {
    let mut pack = process::cargo(["run", "--quiet", "--release", "--package", "xtask"]);
    pack.args(["--features", "pack", "--bin", "pack", "--"])
        .arg(page);
    if !process::run(&mut pack)? {
        return Ok(None);
    }
    let mut build = process::cargo(["build", "--locked", "--release", "--package", "backend"]);
    if options.features == Features::Fewest {
        build.arg("--no-default-features");
    }
    build.args(["--features", "embedded-page"]);
    if options.postgres_tls {
        build.args(["--features", "postgres-tls"]);
    }
    if !process::run(build.env("BUILT_PAGE", page))? {
        return Ok(None);
    }
    Ok(Some(workspace::target_dir()?.join("release").join(name())))
}

fn name() -> String {
    format!("backend{}", std::env::consts::EXE_SUFFIX)
}

/// A copy of its own: the next `cargo build --release` makes another program of that
/// name, without the page. In one step, as the one that is there may be running.
fn put(program: &Path, out: &Path) -> Result<PathBuf, Failure> {
    let to = out.join(name());
    let new = to.with_extension("new");
    let put = fs::create_dir_all(out)
        .and_then(|()| fs::copy(program, &new))
        .and_then(|_| fs::rename(&new, &to));
    put.map_err(|error| format!("{} cannot be written: {error}.", to.display()))?;
    Ok(to)
}

fn tell(program: &Path) -> Result<(), Failure> {
    let size = fs::metadata(program).map_or(0, |file| file.len());
    let megabytes = size as f64 / 1e6;
    let shown = program
        .strip_prefix(workspace::root())
        .unwrap_or(program)
        .display();
    println!(
        "\n{shown}: {megabytes:.1} MB. In it: the server, the page (as it is, and with gzip\n\
         and brotli), and the tables of both databases. Copy it to a machine and start it: it\n\
         serves http://localhost:8080 and keeps its data in the folder `data` where it was\n\
         started. In front of users: docs/deployment.md."
    );
    Ok(())
}

fn parse(args: &[String]) -> Result<Options, Failure> {
    let mut options = Options {
        features: Features::Default,
        postgres_tls: false,
        out: None,
    };
    let mut args = Arguments::of("dist", args);
    while let Some(arg) = args.next()? {
        match arg {
            "--no-default-features" => options.features = Features::Fewest,
            "--postgres-tls" => options.postgres_tls = true,
            "--out" => {
                let folder = std::path::absolute(args.value()?);
                options.out = Some(folder.map_err(|error| format!("--out: {error}."))?);
            }
            other => return Err(args.unknown(other)),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_default_features_are_in_it_unless_they_are_not_wanted() {
        let options = parse(&[]).unwrap();
        assert_eq!((options.features, options.out), (Features::Default, None));
        let options = parse(&args("--no-default-features --out /some/place")).unwrap();
        assert_eq!(options.features, Features::Fewest);
        assert_eq!(options.out, Some(PathBuf::from("/some/place")));
    }

    #[test]
    fn a_wrong_argument_is_wrong_usage() {
        for wrong in ["--out", "--features", "somewhere"] {
            let parsed = parse(&args(wrong));
            assert!(matches!(parsed, Err(Failure::Usage(_))), "{wrong}");
        }
    }

    #[test]
    fn a_program_takes_the_place_of_the_one_that_is_there() {
        let folder = std::env::temp_dir().join(format!("tessera-dist-{}", std::process::id()));
        for text in ["first", "second"] {
            fs::create_dir_all(&folder).unwrap();
            let built = folder.join("built");
            fs::write(&built, text).unwrap();
            let put = put(&built, &folder.join("out/of/it")).unwrap();
            assert_eq!(fs::read_to_string(put).unwrap(), text);
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
