//! What a token may be used for: names with spaces between them (RFC 6749 §3.3).

/// Whether this is a scope: one name or more, of the characters that the RFC has
/// for them, one space between each.
#[must_use]
pub fn is_valid(scope: &str) -> bool {
    let is_of_a_name = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    scope
        .split(' ')
        .all(|name| !name.is_empty() && name.bytes().all(is_of_a_name))
}

/// What is given to one who may have `granted` and asks for `asked`: all of it
/// where nothing is asked for, and nothing at all where something is asked for that
/// may not be had. Less than was asked for would be a surprise at the other API.
#[must_use]
pub fn narrow(granted: &str, asked: Option<&str>) -> Option<String> {
    let Some(asked) = asked else {
        return Some(granted.to_owned());
    };
    let may = |name: &str| granted.split(' ').any(|granted| granted == name);
    if !is_valid(asked) || !asked.split(' ').all(may) {
        return None;
    }
    let is_asked_for = |name: &&str| asked.split(' ').any(|asked| asked == *name);
    let names: Vec<&str> = granted.split(' ').filter(is_asked_for).collect();
    Some(names.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_gets_what_one_asks_for_if_one_may_have_all_of_it() {
        let granted = "reports:read reports:write";
        assert_eq!(narrow(granted, None).unwrap(), granted);
        for (asked, given) in [
            ("reports:read", Some("reports:read")),
            ("reports:write reports:read", Some(granted)),
            ("reports:read reports:read", Some("reports:read")),
            ("reports:read admin", None),
            ("reports", None),
            ("Reports:read", None),
            ("", None),
            (" reports:read", None),
            ("reports:read  reports:write", None),
            ("reports:read\treports:write", None),
        ] {
            assert_eq!(narrow(granted, Some(asked)).as_deref(), given, "{asked:?}");
        }
    }

    #[test]
    fn a_scope_is_printable_ascii_without_quotes() {
        assert!(is_valid("reports:read a/b!"));
        for odd in ["", " ", "a\"b", "a\\b", "ä", "a\n", "a  b", "a "] {
            assert!(!is_valid(odd), "{odd:?}");
        }
    }
}
