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
    fn what_is_cut_off_or_something_else_is_no_wasm() {
        assert_eq!(without_notes(b"<!doctype html>"), None);
        assert_eq!(without_notes(&[HEADER, &[1, 9, 0]].concat()), None);
    }
}
