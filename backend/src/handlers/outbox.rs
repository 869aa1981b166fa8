//! The mail that was written, for looking at it in development.

use std::path::{Path, PathBuf};

use actix_web::{HttpRequest, HttpResponse, web};
use mail_parser::MessageParser;
use shared::error::ErrorCode;
use shared::mail::OutboxMail;
use uuid::Uuid;

use crate::clock::rfc3339;
use crate::error::Error;
use crate::extractors::at_home::is_at_home;
use crate::state::AppState;

/// So many of the newest are shown.
const SHOWN: usize = 50;

/// `GET /api/dev/outbox`: the newest first. In development only, and to this
/// machine only: a link in a mail is as good as a password.
pub async fn list(state: web::Data<AppState>, request: HttpRequest) -> Result<HttpResponse, Error> {
    let folder = match state.mailer.outbox() {
        Some(folder) if is_at_home(&request, &state) => folder.to_owned(),
        _ => return Err(ErrorCode::NotFound.into()),
    };
    let mails = web::block(move || read(&folder))
        .await
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok().json(mails))
}

fn read(folder: &Path) -> Vec<OutboxMail> {
    let Ok(files) = std::fs::read_dir(folder) else {
        // Nobody has been written to yet.
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    paths.sort_unstable();
    let newest = paths.iter().rev().take(SHOWN);
    newest.filter_map(|path| mail(path)).collect()
}

fn mail(path: &Path) -> Option<OutboxMail> {
    let id = Uuid::try_parse(path.file_stem()?.to_str()?).ok()?;
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    let millis = i64::try_from(seconds).ok()? * 1000 + i64::from(nanos / 1_000_000);
    let bytes = std::fs::read(path).ok()?;
    let message = MessageParser::default().parse(&bytes)?;
    let to = message.to().and_then(|to| to.first());
    Some(OutboxMail {
        id: id.to_string(),
        at: rfc3339(millis),
        to: to
            .and_then(|to| to.address())
            .unwrap_or_default()
            .to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
    })
}
