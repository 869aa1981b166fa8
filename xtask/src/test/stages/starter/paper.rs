//! Follows docs/own-resource.md in an app, to the letter: a block of code is the file
//! that the bold line above it names, or goes above or below the line that it quotes.

use std::fs;
use std::path::Path;

use crate::Failure;

/// One block, and where it goes.
#[derive(Debug, PartialEq)]
struct Step<'a> {
    path: &'a str,
    place: Place<'a>,
    block: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place<'a> {
    NewFile,
    /// A line that begins like this.
    Above(&'a str),
    Below(&'a str),
}

/// Does all that the paper says.
pub(super) fn follow(app: &Path) -> Result<(), Failure> {
    let read = |path: &str| {
        let text = fs::read_to_string(app.join(path));
        text.map_err(|error| format!("{path} cannot be read: {error}."))
    };
    let paper = read("docs/own-resource.md")?;
    for step in steps(&paper)? {
        let path = app.join(step.path);
        let text = match step.place {
            Place::NewFile if path.exists() => {
                return Err(Failure::Said(format!("{} is there already.", step.path)));
            }
            Place::NewFile => {
                let folder = path.parent().unwrap_or(app);
                fs::create_dir_all(folder)
                    .map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
                step.block
            }
            place => inserted(&read(step.path)?, place, &step.block)
                .ok_or_else(|| format!("{} has no such line, or two: {place:?}.", step.path))?,
        };
        fs::write(&path, text)
            .map_err(|error| format!("{} cannot be written: {error}.", step.path))?;
    }
    Ok(())
}

fn steps(paper: &str) -> Result<Vec<Step<'_>>, String> {
    let mut steps = Vec::new();
    let mut told = None;
    let mut lines = paper.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("**`") {
            told = Some(place(line).ok_or_else(|| format!("Where is this? {line}"))?);
        }
        if line.starts_with("```") {
            let (path, place) = told.take().ok_or("A block without a place.")?;
            let block = lines.by_ref().take_while(|line| !line.starts_with("```"));
            let block = block.map(|line| format!("{line}\n")).collect();
            steps.push(Step { path, place, block });
        }
    }
    Ok(steps)
}

/// ``**`path`**``, alone or with ``, above `line` `` or ``, below `line` ``.
fn place(line: &str) -> Option<(&str, Place<'_>)> {
    let (path, rest) = line.strip_prefix("**`")?.split_once("`**")?;
    if rest.is_empty() {
        return Some((path, Place::NewFile));
    }
    let (word, quoted) = rest.strip_suffix('`')?.split_once('`')?;
    let place = match word {
        ", above " | "，放在这一行之前：" => Place::Above(quoted),
        ", below " | "，放在这一行之后：" => Place::Below(quoted),
        _ => return None,
    };
    Some((path, place))
}

fn inserted(text: &str, place: Place<'_>, block: &str) -> Option<String> {
    let (Place::Above(quoted) | Place::Below(quoted)) = place else {
        return None;
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut found = (0..lines.len()).filter(|at| lines[*at].starts_with(quoted));
    let (at, None) = (found.next()?, found.next()) else {
        return None;
    };
    let at = match place {
        Place::Below(_) => at + 1,
        _ => at,
    };
    Some(lines[..at].concat() + block + &lines[at..].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn a_block_goes_where_the_line_above_it_says() {
        let paper = "x\n\n**`a.rs`**\n\n```rust\nnew\n```\n**`b.rs`**, below `mod a;`\n```rust\nmod b;\n```\n";
        let steps = steps(paper).unwrap();
        assert_eq!(steps[0].place, Place::NewFile);
        assert_eq!((steps[0].path, &*steps[0].block), ("a.rs", "new\n"));
        let text = "mod a;\nmod c;\n";
        let below = inserted(text, steps[1].place, &steps[1].block);
        assert_eq!(below.as_deref(), Some("mod a;\nmod b;\nmod c;\n"));
        let above = inserted(text, Place::Above("mod c"), "mod b;\n");
        assert_eq!(above, below);
        assert_eq!(inserted(text, Place::Above("mod"), "x"), None);
        assert_eq!(inserted(text, Place::Above("use"), "x"), None);
    }

    #[test]
    fn both_languages_have_the_same_blocks_at_the_same_places() {
        let read = |name: &str| {
            let path = workspace::root().join("docs").join(name);
            fs::read_to_string(path).unwrap()
        };
        let (en, zh) = (read("own-resource.md"), read("own-resource.zh-CN.md"));
        assert_eq!(steps(&en).unwrap(), steps(&zh).unwrap());
        assert!(steps(&en).unwrap().len() > 15);
    }

    /// A table of an app that is older than one of ours would be taken back after it.
    #[test]
    fn the_migration_of_the_paper_comes_after_all_that_are_there() {
        let root = workspace::root();
        let paper = fs::read_to_string(root.join("docs/own-resource.md")).unwrap();
        let steps = steps(&paper).unwrap();
        for database in ["migrations/sqlite/", "migrations/postgres/"] {
            let ours = fs::read_dir(root.join(database)).unwrap();
            let ours = ours.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let latest = ours.max().unwrap();
            let own = steps
                .iter()
                .filter_map(|step| step.path.strip_prefix(database));
            let own: Vec<_> = own.collect();
            assert!(
                !own.is_empty() && own.iter().all(|name| *name > &*latest),
                "{own:?}"
            );
        }
    }
}
