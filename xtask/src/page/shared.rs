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

/// Fetches a file of pieces once, or again after it failed, and cuts it up. Pieces
/// of the second file have negative lengths: a list of numbers is the shortest that
/// can be said of them.
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
function cut(lengths, starts) {
    return lengths.map((length) => {
        const at = length < 0 ? 1 : 0;
        const start = starts[at];
        starts[at] += Math.abs(length);
        return makeLoad(piece(files[at], start, Math.abs(length)), []);
    });
}
const some = (numbers) => numbers.map((number) => pieces[number]);
";

/// Joins the `chunk_….wasm` among the files and gives the loader that knows where in
/// the joined ones they are. `None` if the loader does not look as expected.
pub(super) fn join(files: &mut BTreeMap<String, Vec<u8>>, loader: &str) -> Option<String> {
    // The first page's own code goes before what it shares.
    let own = files.remove(&format!("split_{FIRST}.wasm"));
    let own = own.unwrap_or_default();
    let (own_length, mut joined) = (own.len(), [own, Vec::new()]);
    let mut names = Vec::new();
    let mut lengths = Vec::new();
    let mut rest = String::new();
    let mut lines = loader.lines().peekable();
    while let Some(line) = lines.next() {
        // The parts that share the next piece.
        let parts = line.strip_prefix("/* ").and_then(|l| l.strip_suffix(" */"));
        let is_piece = lines
            .peek()
            .is_some_and(|l| l.starts_with("const __chunk_"));
        if let Some(parts) = parts.filter(|_| is_piece) {
            let (name, _) = lines.next()?.strip_prefix("const ")?.split_once(" = ")?;
            let (_, url) = lines.next()?.split_once("new URL(\"./")?;
            let piece = files.remove(url.split_once('"')?.0)?;
            // To the end of this statement.
            lines.by_ref().find(|line| *line == ", []);")?;
            let at = usize::from(!parts.split(", ").any(|part| part == FIRST));
            let sign = ["", "-"][at];
            lengths.push(format!("{sign}{}", piece.len()));
            names.push(name);
            joined[at].extend(piece);
        } else if own_length > 0
            && line.starts_with(&format!("export const __wasm_split_load_{FIRST} = "))
        {
            let end = lines.by_ref().find(|line| line.starts_with(", ["))?;
            let (start, _) = line.split_once("() =>")?;
            let end = some(end, &names)?;
            rest.push_str(&format!("{start}piece(files[0], 0, {own_length}){end}\n"));
        } else if line.starts_with(", [") {
            rest.push_str(&some(line, &names)?);
            rest.push('\n');
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    let mut urls = Vec::new();
    for (name, joined) in FILES.iter().zip(joined) {
        urls.push(format!("new URL(\"./{name}\", import.meta.url)"));
        if !joined.is_empty() {
            files.insert((*name).to_owned(), joined);
        }
    }
    let (urls, lengths) = (urls.join(", "), lengths.join(","));
    let pieces =
        format!("const files = [{urls}];\nconst pieces = cut([{lengths}], [{own_length}, 0]);\n");
    // The imports stay on top, and what loads the parts comes last.
    let (before, exports) = rest.split_at(rest.find("export const ").unwrap_or(rest.len()));
    Some(format!("{before}{CUT}{pieces}{exports}"))
}

/// `, [__chunk_7, __chunk_9]))` with the pieces' numbers: `, some([0,2])))`.
fn some(line: &str, names: &[&str]) -> Option<String> {
    let (before, after) = line.split_once('[')?;
    let (list, after) = after.split_once(']')?;
    let numbers = list.split(", ").filter(|name| !name.is_empty());
    let numbers: Option<Vec<String>> = numbers
        .map(|name| Some(names.iter().position(|known| *known == name)?.to_string()))
        .collect();
    Some(format!("{before}some([{}]){after}", numbers?.join(",")))
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
export const __wasm_split_load_flow = wrap(makeLoad(() => {
    const src = fetch(new URL("./split_flow.wasm", import.meta.url));
    return 6;
}
, [__chunk_7]));
export const __wasm_split_load_notes = wrap(makeLoad(() => {
    return 5;
}
, [__chunk_7, __chunk_9]));
"#;

    #[test]
    fn pieces_are_joined_and_the_loader_knows_where_they_are() {
        let chunk = |n: u8, length| (format!("chunk_{n}.wasm"), vec![n; length]);
        let mut files = BTreeMap::from([chunk(7, 3), chunk(8, 2), chunk(9, 1)]);
        files.insert("split_flow.wasm".to_owned(), vec![6, 6]);
        let loader = join(&mut files, LOADER).unwrap();
        assert_eq!(files["first.wasm"], [6, 6, 7, 7, 7]);
        assert_eq!(files["shared.wasm"], [8, 8, 9]);
        assert_eq!(files.len(), 2);
        assert!(loader.contains("const pieces = cut([3,-2,-1], [2, 0]);"));
        let flow = "load_flow = wrap(makeLoad(piece(files[0], 0, 2), some([0])));";
        assert!(loader.contains(flow), "{loader}");
        assert!(loader.ends_with("return 5;\n}\n, some([0,2])));\n"));
        assert!(!loader.contains("chunk_7"));
    }
}
