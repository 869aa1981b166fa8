//! The files of the program, under the names that they are released by.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;
use std::{fs, io};

use super::{shared, wasm};

/// What the program's own files are called before the hash.
pub(super) const NAME: &str = "frontend";

/// The script that fetches the other parts, as wasm-split calls it.
const LOADER: &str = "__wasm_split.js";

/// All that the browser runs.
pub(super) struct Program {
    /// In every name: another program has other names, so that a browser which
    /// keeps files for a year, as the server allows it, never mixes two of them.
    /// One hash for all, since the parts know each other's insides: of another
    /// program, none of them would do.
    hash: String,
    /// By name.
    files: BTreeMap<String, Vec<u8>>,
}

impl Program {
    /// Out of the folders of wasm-split and wasm-bindgen.
    pub(super) fn gather(divided: &Path, bound: &Path) -> Result<Self, String> {
        let (script, main) = (format!("{NAME}.js"), format!("{NAME}_bg.wasm"));
        let mut files = BTreeMap::from([
            (script.clone(), tightened(&read(&bound.join(&script))?)),
            (main.clone(), read(&bound.join(&main))?),
        ]);
        for entry in fs::read_dir(divided).map_err(|error| problem(divided, &error))? {
            let path = entry.map_err(|error| problem(divided, &error))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("split_") || name.starts_with("chunk_") {
                let code = wasm::without_notes(&read(&path)?);
                let code = code.ok_or_else(|| format!("{} is no WASM file.", path.display()))?;
                files.insert(name.into_owned(), code);
            }
        }
        let loader = String::from_utf8_lossy(&read(&divided.join(LOADER))?).into_owned();
        let loader = shared::join(&mut files, &loader);
        let loader = loader.ok_or("The loader of wasm-split is not as it used to be.")?;
        files.insert(LOADER.to_owned(), tightened(loader.as_bytes()));
        shorten(&mut files, &script, &main);
        Ok(Self::named(files))
    }

    fn named(files: BTreeMap<String, Vec<u8>>) -> Self {
        let hash = hash(
            files
                .iter()
                .flat_map(|(name, bytes)| [name.as_bytes(), bytes]),
        );
        let names: Vec<(String, String)> = files
            .keys()
            .map(|name| (name.clone(), released(name, &hash)))
            .collect();
        let files = files
            .into_iter()
            .map(|(name, bytes)| {
                let bytes = match String::from_utf8(bytes) {
                    Ok(script) if name.ends_with(".js") => renamed(script, &names).into_bytes(),
                    Ok(text) => text.into_bytes(),
                    Err(error) => error.into_bytes(),
                };
                (released(&name, &hash), bytes)
            })
            .collect();
        Self { hash, files }
    }

    /// Those that every visit needs: the two scripts.
    pub(super) fn scripts(&self) -> [String; 2] {
        [format!("{NAME}.js"), LOADER.to_owned()].map(|name| released(&name, &self.hash))
    }

    /// The WASM file that every visit needs.
    pub(super) fn main(&self) -> String {
        released(&format!("{NAME}_bg.wasm"), &self.hash)
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), String> {
        self.files
            .iter()
            .try_for_each(|(name, bytes)| write(&folder.join(name), bytes))
    }
}

/// A script of wasm-bindgen or wasm-split without its documentation and indents.
/// None of their texts is longer than a line. More would take a minifier, which
/// gains two more kilobytes and is a program from elsewhere that has to be right.
fn tightened(script: &[u8]) -> Vec<u8> {
    let script = String::from_utf8_lossy(script);
    let script = without(&script, "/**", "*/");
    let lines = script.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines
        .flat_map(|line| [line, "\n"])
        .collect::<String>()
        .into()
}

/// A text without everything between `open` and `close`.
pub(super) fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Gives what the WASM file imports of its script short names. wasm-bindgen puts a
/// hash into each, and two hundred hashes in two files are 4 KB that no compression
/// makes smaller. Where something is not as expected the files stay as they are.
fn shorten(files: &mut BTreeMap<String, Vec<u8>>, script: &str, main: &str) {
    let Ok(mut text) = String::from_utf8(files[script].clone()) else {
        return;
    };
    let mut count = 0;
    let shorter = wasm::with_imports_renamed(&files[main], &format!("./{NAME}_bg.js"), |name| {
        let key = format!("\n{name}: function");
        if !name.starts_with("__wb") || text.matches(name).count() != 1 || !text.contains(&key) {
            return None;
        }
        let short = format!("i{count:x}");
        count += 1;
        text = text.replace(&key, &format!("\n{short}: function"));
        Some(short)
    });
    if let Some(shorter) = shorter {
        files.insert(main.to_owned(), shorter);
        files.insert(script.to_owned(), text.into_bytes());
    }
}

/// `split_notes.wasm` becomes `notes-0123456789abcdef.wasm`.
fn released(name: &str, hash: &str) -> String {
    let name = match name {
        LOADER => "parts.js",
        name => name.strip_prefix("split_").unwrap_or(name),
    };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    match stem.strip_suffix("_bg") {
        Some(stem) => format!("{stem}-{hash}_bg.{extension}"),
        None => format!("{stem}-{hash}.{extension}"),
    }
}

/// The scripts name their neighbours in quotes, with or without `./` before.
fn renamed(mut script: String, names: &[(String, String)]) -> String {
    for (before, after) in names {
        for quote in ['"', '\''] {
            // The key under which the main file looks for the loader's functions
            // is in its code as well, and stays.
            script = script.replace(
                &format!("from {quote}./{before}{quote}"),
                &format!("from {quote}./{after}{quote}"),
            );
            script = script.replace(
                &format!("new URL({quote}./{before}{quote}"),
                &format!("new URL({quote}./{after}{quote}"),
            );
            script = script.replace(
                &format!("new URL({quote}{before}{quote}"),
                &format!("new URL({quote}{after}{quote}"),
            );
        }
    }
    script
}

/// Sixteen hexadecimal digits, by which the server knows what may be kept.
pub(super) fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    // Not against anybody's will: two releases must not have one name, that is all.
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write(part);
    }
    format!("{:016x}", hasher.finish())
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| problem(path, &error))
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| problem(path, &error))
}

pub(super) fn problem(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_the_scripts_that_name_them_get_the_same_hash() {
        let script = |text: &str| text.as_bytes().to_vec();
        let program = Program::named(BTreeMap::from([
            (
                "frontend.js".to_owned(),
                script("import * as a from './__wasm_split.js'; { './__wasm_split.js': a }"),
            ),
            ("frontend_bg.wasm".to_owned(), vec![0xFF]),
            (
                "__wasm_split.js".to_owned(),
                script(r#"import { b } from "./frontend.js"; new URL("./split_notes.wasm")"#),
            ),
            ("split_notes.wasm".to_owned(), vec![0xFF]),
        ]));
        let hash = &program.hash;
        assert_eq!(hash.len(), 16);
        let text = |name: &str| String::from_utf8(program.files[name].clone()).unwrap();
        assert_eq!(
            text(&format!("frontend-{hash}.js")),
            format!("import * as a from './parts-{hash}.js'; {{ './__wasm_split.js': a }}")
        );
        assert_eq!(
            text(&format!("parts-{hash}.js")),
            format!(
                r#"import {{ b }} from "./frontend-{hash}.js"; new URL("./notes-{hash}.wasm")"#
            )
        );
        assert!(program.files.contains_key(&format!("notes-{hash}.wasm")));
        assert!(program.files.contains_key(&program.main()));
    }
}
