//! The name of this project becomes the name of the app: `Tessera` where people
//! read it, `tessera` where programs do.

use super::Name;

/// Where a hyphen cannot stand: names of metrics, of variables, and of roles and
/// databases of PostgreSQL, which would have to be quoted.
const SNAKE: [(&str, &str); 6] = [
    ("namespace(\"tessera\")", "namespace(\"{}\")"),
    ("$tessera_", "${}_"),
    ("\"tessera_", "\"{}_"),
    ("postgres://tessera", "postgres://{}"),
    ("db.internal/tessera", "db.internal/{}"),
    ("log_format tessera ", "log_format {} "),
];

pub(super) fn renamed(text: &str, name: &Name) -> String {
    let mut text = text.to_owned();
    for (here, there) in SNAKE {
        text = text.replace(here, &there.replace("{}", &name.snake()));
    }
    let text = text.replace(
        "tessera.log tessera;",
        &format!("{}.log {};", name.slug(), name.snake()),
    );
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
