//! The words that a guesser tries.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;

use crate::auth::common_password;
use crate::lab::gate::Visitor;

/// What stands for a secret in tutorials and examples, and is left there.
const FROM_TUTORIALS: [&str; 12] = [
    "secret",
    "your-256-bit-secret",
    "your-secret-key",
    "your_jwt_secret",
    "jwt_secret",
    "jwtsecret",
    "supersecret",
    "mysecretkey",
    "secretkey",
    "change-me",
    "keyboard cat",
    "s3cr3t",
];

/// All of them, the likeliest first, each once.
pub(super) static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let others = common_password::all().filter(|word| !FROM_TUTORIALS.contains(word));
    FROM_TUTORIALS.into_iter().chain(others).collect()
});

/// `GET /api/lab/words`: one on a line.
pub(super) async fn list(_: Visitor) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body(WORDS.join("\n"))
}
