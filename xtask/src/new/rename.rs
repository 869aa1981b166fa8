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

pub(super) fn renamed(text: &str, name: &Name) -> String {
    let mut text = text.to_owned();
    for (before, after) in SNAKE {
        let around = |name: &str| format!("{before}{name}{after}");
        text = text.replace(&around("tessera"), &around(&name.snake()));
    }
    text.replace("tessera", name.slug())
        .replace("Tessera", &name.title())
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
}
