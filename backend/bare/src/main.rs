//! What `cargo xtask bench` compares the backend with: actix-web as it comes, and one
//! handler that always answers the same.
//!
//! `bare BODY` answers `GET /api/me` with `BODY`, as JSON. The port stands in the first
//! line on standard error.

use std::io::Write as _;
use std::net::TcpListener;

use actix_web::http::header::ContentType;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let body = Bytes::from(std::env::args().nth(1).unwrap_or_default());
    let listener = TcpListener::bind("127.0.0.1:0")?;
    writeln!(
        std::io::stderr(),
        "listening port={} ",
        listener.local_addr()?.port()
    )?;
    // As many workers as the backend has.
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(body.clone()))
            .route("/api/me", web::get().to(answer))
    })
    .workers(workers)
    .listen(listener)?
    .run()
    .await
}

async fn answer(body: web::Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(Bytes::clone(&body))
}
