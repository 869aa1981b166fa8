//! The name of this project becomes the name of the app: `Tessera` where people
//! read it, `tessera` where programs do.

use super::Name;

/// What stands around the name where a hyphen cannot stand: in names of metrics, of
/// variables, and of roles and databases of PostgreSQL, which would have to be quoted.
const SNAKE: [(&str, &str); 6] = [
    ("namespace(\"", "\")"),
    ("$", "_"),
    ("\"", "_"),
    ("`", "_"),
    ("postgres://", ""),
    ("db.internal/", ""),
];

/// In one go: the app may be called `tessera-shop`, and what was put in is not looked
/// at again.
pub(super) fn renamed(text: &str, name: &Name) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("tessera") {
        let is_snake = SNAKE
            .iter()
            .any(|(left, right)| before.ends_with(left) && after.starts_with(right));
        done.push_str(before);
        match is_snake {
            true => done.push_str(&name.snake()),
            false => done.push_str(name.slug()),
        }
        rest = after;
    }
    done.push_str(rest);
    // Neither spelling has a capital, so these are all ours.
    done.replace("Tessera", &name.title())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spelling_fits_the_place() {
        let name = Name::parse("my-app").unwrap();
        let text = "Tessera; tessera.access_token; .namespace(\"tessera\"); \"tessera_http\"; \
                    map $uri $tessera_path; postgres://tessera:x@db.internal/tessera?a";
        let expected = "My App; my-app.access_token; .namespace(\"my_app\"); \"my_app_http\"; \
                        map $uri $my_app_path; postgres://my_app:x@db.internal/my_app?a";
        assert_eq!(renamed(text, &name), expected);
    }

    #[test]
    fn an_app_may_have_our_name_in_its_own() {
        let name = Name::parse("tessera-shop").unwrap();
        let text = "Tessera; tessera; .namespace(\"tessera\"); postgres://tessera:x";
        let expected = "Tessera Shop; tessera-shop; .namespace(\"tessera_shop\"); \
                        postgres://tessera_shop:x";
        assert_eq!(renamed(text, &name), expected);
    }
}
