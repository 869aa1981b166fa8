//! What only the app has: its README and its `.env`. And what is left of
//! a file that is no Rust, without what is marked in it.

use std::io::Read;

use super::Options;
use super::options::Database;

const README: &str = include_str!("starter/README.txt");

/// The app's own README.
pub(super) fn readme(options: &Options) -> String {
    let database = match options.database {
        Database::Sqlite => include_str!("starter/sqlite.txt"),
        Database::Postgres => include_str!("starter/postgres.txt"),
    };
    let readme = README
        .replace("{database}\n", database)
        .replace("{store}", options.store.name());
    super::rename::renamed(&readme, &options.name)
}

/// The settings of this machine, and what is secret among them: made here and now,
/// for its owner alone, and not for git.
pub(super) fn environment(options: &Options) -> Result<String, String> {
    let mut text = String::from(
        "# Settings of this machine, read in development; docs/settings.md lists them all.\n\
         # Not for git, and not for production: there they are variables of the service.\n",
    );
    let address = match options.database {
        Database::Sqlite => "# DATABASE_URL=sqlite://data/app.db\n".to_owned(),
        Database::Postgres => format!(
            "DATABASE_URL=postgres://{name}:{password}@127.0.0.1:5432/{name}\n",
            name = options.name.snake(),
            password = secret()?
        ),
    };
    text.push_str(&address);
    Ok(text)
}

/// 192 bits of the system's randomness, in hexadecimal.
fn secret() -> Result<String, String> {
    let mut bytes = [0_u8; 24];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut random| random.read_exact(&mut bytes))
        .map_err(|error| format!("/dev/urandom cannot be read: {error}."))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Without the lines from one with `lab: begin` to one with `lab: end`, in whatever
/// comment they stand.
pub(super) fn without_marked(text: &str) -> Result<String, String> {
    let mut left = String::with_capacity(text.len());
    let mut within = false;
    for line in text.split_inclusive('\n') {
        match (line.contains("lab: begin"), line.contains("lab: end")) {
            (true, _) if within => return Err("`lab: begin` within another".to_owned()),
            (true, _) => within = true,
            (_, true) if !within => return Err("`lab: end` without a beginning".to_owned()),
            (_, true) => within = false,
            _ if within => {}
            _ => left.push_str(line),
        }
    }
    match within {
        true => Err("`lab: begin` without an end".to_owned()),
        false => Ok(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_goes_with_its_marks() {
        let text = "a\n# lab: begin\nb\n# lab: end\nc\n";
        assert_eq!(without_marked(text).unwrap(), "a\nc\n");
        for wrong in [
            "lab: begin\n",
            "lab: end\n",
            "lab: begin\nlab: begin\nlab: end\n",
        ] {
            assert!(without_marked(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_two_secrets_are_the_same() {
        let (one, other) = (secret().unwrap(), secret().unwrap());
        assert!(one.len() == 48 && one != other);
    }
}
