//! `cargo xtask new`: a workspace of one's own, out of the files of this one.
//!
//! Nothing is kept twice: what an app is made of is what runs here. A table says
//! what stays behind ([`files`]), the cargo feature `lab` which code does
//! ([`rust`]), another table which sentences change ([`edits`]); then the name is
//! put in ([`rename`]). What is left is searched for traces of the lessons before a
//! file is written ([`traces`]).

mod app;
mod edits;
mod files;
mod mask;
mod name;
mod options;
mod own;
mod rename;
mod rust;
mod traces;

use std::fs;
use std::path::Path;

use crate::{Failure, process, workspace};
use app::App;
use name::Name;
pub(crate) use options::Options;

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let options = options::parse(args)?;
    options::check_folder(&options.folder)?;
    write(&options)?;
    tell(&options);
    Ok(())
}

/// Makes the app. Whatever could be wrong is looked at before the first file is
/// written.
pub(crate) fn write(options: &Options) -> Result<(), Failure> {
    let app = App::of(&workspace::root(), options)?;
    let unwritable = |path: &Path, error| {
        Failure::Said(format!("{} cannot be written: {error}.", path.display()))
    };
    for file in &app.files {
        let path = options.folder.join(&file.path);
        let folder = path.parent().unwrap_or(&options.folder);
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
        file.write(&path)
            .map_err(|error| unwritable(&path, error))?;
    }
    settle(&options.folder)
}

/// Lock file and layout as cargo wants them: packages have gone, and a name of
/// another length breaks lines elsewhere.
fn settle(folder: &Path) -> Result<(), Failure> {
    for arguments in [
        ["update", "--workspace", "--quiet"],
        ["fmt", "--all", "--quiet"],
    ] {
        let mut cargo = process::cargo(arguments);
        if !process::run(cargo.current_dir(folder))? {
            return Err(Failure::Said(format!(
                "The files are in {}, but `cargo {}` failed there; cargo says why above.",
                folder.display(),
                arguments.join(" ")
            )));
        }
    }
    Ok(())
}

fn tell(options: &Options) {
    let Options {
        folder,
        name,
        store,
        database,
    } = options;
    println!(
        "\n{title} is in {folder}.\n\n\
         The page suggests to keep the access token in the store `{store}`; the data is in\n\
         {database}. Nothing secret was copied: the first start makes its own keys. No\n\
         licence is in it either: choose yours. `git init` makes it a repository.",
        title = name.title(),
        folder = folder.display(),
        store = store.name(),
        database = database.title(),
    );
    if database.needs_a_server() {
        println!(
            "\nPostgreSQL has to have the role and the database that .env names: README.md\n\
             says how to make them."
        );
    }
    println!(
        "\nNext:\n\n  cd {folder}\n  cargo xtask dev\n",
        folder = folder.display()
    );
}
