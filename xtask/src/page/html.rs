//! The released `index.html`, and the files that it names besides the program.
//!
//! It comes from the `frontend/index.html` that trunk reads as well: its lines
//! with `data-trunk` say what belongs to the page.

use std::path::Path;

use super::Features;
use super::files::{self, Program, without};
use crate::workspace;

pub(super) fn write(program: &Program, features: Features, folder: &Path) -> Result<(), String> {
    let source = workspace::root().join("frontend");
    let template = read_text(&source.join("index.html"))?;
    // In the order of the page, as a later rule outdoes an earlier one.
    let mut style = String::new();
    let mut page = String::new();
    let mut lines = uncommented(&template)
        .lines()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    lines.retain(|line| !line.trim().is_empty());
    for line in lines {
        let Some(asset) = Asset::named_in(&line)? else {
            page.push_str(line.trim());
            page.push('\n');
            continue;
        };
        match asset {
            Asset::Style(path) => {
                if is_for(&path, features) {
                    style.push_str(&read_text(&source.join(path))?);
                }
            }
            Asset::Icon(path) => {
                let name = copy(&source.join(&path), folder)?;
                page.push_str(&format!("<link rel=\"icon\" href=\"/{name}\">\n"));
            }
            Asset::Script(path) => {
                let name = copy(&source.join(&path), folder)?;
                page.push_str(&format!("<script src=\"/{name}\"></script>\n"));
            }
            Asset::Program => page.push_str(&start(program, features)),
        }
    }
    let style = tightened(&style);
    let name = named("style.css", style.as_bytes());
    files::write(&folder.join(&name), style.as_bytes())?;
    let link = format!("<link rel=\"stylesheet\" href=\"/{name}\">\n</head>");
    files::write(
        &folder.join("index.html"),
        page.replace("</head>", &link).as_bytes(),
    )
}

/// A line of `index.html` that names a file.
enum Asset {
    Style(String),
    Icon(String),
    Script(String),
    Program,
}

impl Asset {
    fn named_in(line: &str) -> Result<Option<Self>, String> {
        if !line.contains("data-trunk") {
            return Ok(None);
        }
        let value = |attribute: &str| {
            let (_, rest) = line.split_once(&format!(" {attribute}=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        let asset = match value("rel").as_deref() {
            Some("css") => value("href").map(Self::Style),
            Some("icon") => value("href").map(Self::Icon),
            Some("rust") => Some(Self::Program),
            Some(_) => None,
            None => value("src").map(Self::Script),
        };
        let unknown = || format!("frontend/index.html: `{}` is not understood.", line.trim());
        asset.map(Some).ok_or_else(unknown)
    }
}

/// Fetches the files at once, as otherwise one would be asked for after the other
/// was read, and starts the program.
fn start(program: &Program, features: Features) -> String {
    let main = program.main();
    let [script, loader] = program.scripts();
    let (all, shown) = seen_from_frames(features);
    format!(
        "<link rel=\"preload\" href=\"/{main}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
         <link rel=\"modulepreload\" href=\"/{script}\">\n\
         <link rel=\"modulepreload\" href=\"/{loader}\">\n\
         <script type=\"module\">import start{all} from \"/{script}\";{shown}\
         start({{ module_or_path: \"/{main}\" }});</script>\n"
    )
}

/// The style of the lessons is left out with them.
#[cfg(feature = "lab")]
fn is_for(style: &str, features: Features) -> bool {
    features == Features::Default || !style.starts_with("style/lab/")
}

#[cfg(not(feature = "lab"))]
fn is_for(_: &str, _: Features) -> bool {
    true
}

/// A script in the page can import the program's own and ask it for the memory. That
/// of the lesson on storage stands in a frame, where it would get a program of its
/// own; so it finds this one where trunk puts it too.
#[cfg(feature = "lab")]
fn seen_from_frames(features: Features) -> (&'static str, &'static str) {
    match features {
        Features::Default => (", * as all", "window.wasmBindings = all;"),
        Features::Fewest => ("", ""),
    }
}

#[cfg(not(feature = "lab"))]
fn seen_from_frames(_: Features) -> (&'static str, &'static str) {
    ("", "")
}

/// Copies a file under a name with its hash in it, and gives the name.
fn copy(from: &Path, folder: &Path) -> Result<String, String> {
    let bytes = files::read(from)?;
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let name = named(&name, &bytes);
    files::write(&folder.join(&name), &bytes)?;
    Ok(name)
}

fn named(name: &str, bytes: &[u8]) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{}.{extension}", files::hash([bytes]))
}

/// Without `<!-- … -->`.
fn uncommented(html: &str) -> String {
    without(html, "<!--", "-->")
}

/// A style sheet without its comments and what stands at the ends of its lines
/// for people. No text in ours holds what looks like a comment.
fn tightened(style: &str) -> String {
    let lines = without(style, "/*", "*/");
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn read_text(path: &Path) -> Result<String, String> {
    let bytes = files::read(path)?;
    String::from_utf8(bytes).map_err(|error| format!("{}: {error}.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_for_trunk_say_what_belongs_to_the_page() {
        let named = |line: &str| Asset::named_in(line);
        assert!(matches!(named("<title>Tessera</title>"), Ok(None)));
        let line = r#"<link data-trunk rel="css" href="style/base.css">"#;
        assert!(matches!(named(line), Ok(Some(Asset::Style(path))) if path == "style/base.css"));
        let line = r#"<script data-trunk src="theme.js"></script>"#;
        assert!(matches!(named(line), Ok(Some(Asset::Script(path))) if path == "theme.js"));
        assert!(named(r#"<link data-trunk rel="sass" href="a.scss">"#).is_err());
    }

    #[test]
    fn comments_and_indents_are_left_out() {
        assert_eq!(
            tightened("/* a\n b */\n\n  p {\n    margin: 0;\n  }\n"),
            "p {\nmargin: 0;\n}\n"
        );
        assert_eq!(uncommented("<a><!-- b\n c --><d>"), "<a><d>");
    }
}
