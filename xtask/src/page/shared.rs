//! What several parts of the program share, in few files.
//!
//! wasm-split makes a file of all functions that are needed by the same parts: with
//! a dozen parts these are hundreds of files, most of them of a few bytes, and a page
//! would fetch a hundred of them. Joined they are two, a third smaller, and the
//! loader takes its pieces out of them.

use std::collections::BTreeMap;

/// The part that the first page is in, where it is not in the main file. What it
/// shares with others is a file by itself, so that a first visit fetches no more.
const FIRST: &str = "flow";

/// The files of pieces: for the first page, and for all others.
const FILES: [&str; 2] = ["first.wasm", "shared.wasm"];

/// Fetches a file of pieces once, or again after it failed, and cuts it up.
const CUT: &str = r"
const fetched = new Map();
function fetchOnce(url) {
    if (!fetched.has(url)) {
        const file = fetch(url).then((answer) => {
            if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
            return answer.arrayBuffer();
        });
        file.catch(() => fetched.delete(url));
        fetched.set(url, file);
    }
    return fetched.get(url);
}
function piece(url, start, length) {
    return () => {
        const file = fetchOnce(url);
        return async (imports) =>
            WebAssembly.instantiate(new Uint8Array(await file, start, length), imports);
    };
}
";

/// Joins the `chunk_….wasm` among the files and gives the loader that knows where in
/// the joined ones they are. `None` if the loader does not look as expected.
pub(super) fn join(files: &mut BTreeMap<String, Vec<u8>>, loader: &str) -> Option<String> {
    let mut joined = FILES.map(|_| Vec::new());
    let mut pieces = String::new();
    let mut rest = String::new();
    let mut lines = loader.lines().peekable();
    while let Some(line) = lines.next() {
        // The parts that share the next piece.
        let parts = line.strip_prefix("/* ").and_then(|l| l.strip_suffix(" */"));
        let is_piece = lines
            .peek()
            .is_some_and(|l| l.starts_with("const __chunk_"));
        let Some(parts) = parts.filter(|_| is_piece) else {
            rest.push_str(line);
            rest.push('\n');
            continue;
        };
        let (name, _) = lines.next()?.strip_prefix("const ")?.split_once(" = ")?;
        let (_, url) = lines.next()?.split_once("new URL(\"./")?;
        let piece = files.remove(url.split_once('"')?.0)?;
        // To the end of this statement.
        lines.by_ref().find(|line| *line == ", []);")?;
        let at = usize::from(!parts.split(", ").any(|part| part == FIRST));
        let (start, length) = (joined[at].len(), piece.len());
        pieces.push_str(&format!(
            "const {name} = makeLoad(piece(file{at}, {start}, {length}), []);\n"
        ));
        joined[at].extend(piece);
    }
    let mut urls = String::new();
    for (at, (name, joined)) in FILES.iter().zip(joined).enumerate() {
        if !joined.is_empty() {
            urls.push_str(&format!(
                "const file{at} = new URL(\"./{name}\", import.meta.url);\n"
            ));
            files.insert((*name).to_owned(), joined);
        }
    }
    // The imports stay on top, and what loads the parts comes last.
    let (before, exports) = rest.split_at(rest.find("export const ").unwrap_or(rest.len()));
    Some(format!("{before}{CUT}{urls}{pieces}{exports}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = r#"import { initSync } from "./frontend.js";
/* flow, notes */
const __chunk_7 = makeLoad(() => {
    const src = fetch(new URL("./chunk_7.wasm", import.meta.url));
    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
/* admin, notes */
const __chunk_8 = makeLoad(() => {
    const src = fetch(new URL("./chunk_8.wasm", import.meta.url));
    return 8;
}
, []);
/* account, notes */
const __chunk_9 = makeLoad(() => {
    const src = fetch(new URL("./chunk_9.wasm", import.meta.url));
    return 9;
}
, []);
export const a = wrap([__chunk_7]);
"#;

    #[test]
    fn pieces_are_joined_and_the_loader_knows_where_they_are() {
        let chunk = |n: u8, length| (format!("chunk_{n}.wasm"), vec![n; length]);
        let mut files = BTreeMap::from([chunk(7, 3), chunk(8, 2), chunk(9, 1)]);
        let loader = join(&mut files, LOADER).unwrap();
        assert_eq!(files["first.wasm"], [7, 7, 7]);
        assert_eq!(files["shared.wasm"], [8, 8, 9]);
        assert_eq!(files.len(), 2);
        assert!(loader.contains("const __chunk_7 = makeLoad(piece(file0, 0, 3), []);"));
        assert!(loader.contains("const __chunk_8 = makeLoad(piece(file1, 0, 2), []);"));
        assert!(loader.contains("const __chunk_9 = makeLoad(piece(file1, 2, 1), []);"));
        assert!(loader.ends_with("export const a = wrap([__chunk_7]);\n"));
        assert!(!loader.contains("chunk_7.wasm"));
    }
}
