//! As much of the WASM format as it takes to leave the notes out.

/// Every file begins so: the magic number and version 1.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The file without its custom sections: names of functions, relocations, and
/// who made it. None of them is run. wasm-bindgen leaves them out of the main
/// file; nobody does of the others. `None` if it is no WASM file.
pub(super) fn without_notes(file: &[u8]) -> Option<Vec<u8>> {
    let mut rest = file.strip_prefix(HEADER)?;
    let mut kept = HEADER.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (length, content) = number(after)?;
        let end = (rest.len() - content.len()).checked_add(length)?;
        let section = rest.get(..end)?;
        if *id != 0 {
            kept.extend_from_slice(section);
        }
        rest = &rest[end..];
    }
    Some(kept)
}

/// The file with the functions that it imports from the module `from` under other
/// names, which `rename` gives or leaves as they are. `None` if there is something
/// else among the imports, or it is no WASM file.
pub(super) fn with_imports_renamed(
    file: &[u8],
    from: &str,
    mut rename: impl FnMut(&str) -> Option<String>,
) -> Option<Vec<u8>> {
    let mut rest = file.strip_prefix(HEADER)?;
    let mut all = HEADER.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (length, content) = number(after)?;
        let end = (rest.len() - content.len()).checked_add(length)?;
        if *id == IMPORTS {
            let imports = renamed(content.get(..length)?, from, &mut rename)?;
            all.push(IMPORTS);
            push_number(&mut all, imports.len());
            all.extend(imports);
        } else {
            all.extend_from_slice(rest.get(..end)?);
        }
        rest = rest.get(end..)?;
    }
    Some(all)
}

const IMPORTS: u8 = 2;

fn renamed(
    section: &[u8],
    from: &str,
    rename: &mut impl FnMut(&str) -> Option<String>,
) -> Option<Vec<u8>> {
    let (count, mut rest) = number(section)?;
    let mut all = Vec::new();
    push_number(&mut all, count);
    for _ in 0..count {
        let (module, after) = text(rest)?;
        let (name, after) = text(after)?;
        // A function, by the number of its type.
        let after = after.strip_prefix(&[0])?;
        let (kind, after) = number(after)?;
        let other = (module == from).then(|| rename(name)).flatten();
        push_text(&mut all, module);
        push_text(&mut all, other.as_deref().unwrap_or(name));
        all.push(0);
        push_number(&mut all, kind);
        rest = after;
    }
    Some(all)
}

fn text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = number(bytes)?;
    let (text, rest) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

fn push_text(to: &mut Vec<u8>, text: &str) {
    push_number(to, text.len());
    to.extend_from_slice(text.as_bytes());
}

fn push_number(to: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        to.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// A number as WASM writes it (LEB128: seven bits a byte, the lowest first), and
/// what comes after it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_are_left_out_and_all_others_stay() {
        let file = |sections: &[&[u8]]| [HEADER, &sections.concat()].concat();
        let (types, names) = ([1, 0x81, 0, 9], [0, 3, 1, b'n', 7]);
        let code = [10, 2, 5, 6];
        assert_eq!(
            without_notes(&file(&[&types, &names, &code])),
            Some(file(&[&types, &code]))
        );
    }

    #[test]
    fn only_the_imports_of_the_one_module_are_renamed() {
        let imports = |name: &[u8]| {
            let entry = [&[1, b'm', name.len() as u8], name, &[0, 5]].concat();
            let content = [&[2], &*entry, &[1, b'o', 1, b'x', 0, 3]].concat();
            [HEADER, &[2, content.len() as u8], &content, &[10, 1, 0]].concat()
        };
        let shorter = |name: &str| (name == "long").then(|| "s".to_owned());
        let file = with_imports_renamed(&imports(b"long"), "m", shorter);
        assert_eq!(file, Some(imports(b"s")));
        let file = with_imports_renamed(&imports(b"long"), "other", shorter);
        assert_eq!(file, Some(imports(b"long")));
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_no_wasm() {
        assert_eq!(without_notes(b"<!doctype html>"), None);
        assert_eq!(without_notes(&[HEADER, &[1, 9, 0]].concat()), None);
    }
}
