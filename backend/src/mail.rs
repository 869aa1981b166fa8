//! Sending mail: into a folder in development, by SMTP elsewhere.

use std::io;
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::{ExposeSecret as _, SecretString};

use crate::auth::secret_file;

/// Where mail goes.
#[derive(Clone)]
pub enum Mailer {
    /// One file for each message, for its owner alone: links in it are as good
    /// as a password.
    Outbox(PathBuf),
    /// A mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
}

/// A message could not be written or sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It has no valid address.
    #[error("an address is not valid: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// It cannot be put together.
    #[error("the message cannot be made: {0}")]
    Message(#[from] lettre::error::Error),
    /// The folder does not take it.
    #[error("the outbox cannot be written: {0}")]
    Outbox(#[from] io::Error),
    /// The mail server does not.
    #[error("the mail server did not take it: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

/// Whether mail can be sent to this address.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

impl Mailer {
    /// By the settings: SMTP where there is a server, the folder elsewhere.
    ///
    /// # Errors
    /// When the address of the server is none.
    pub fn new(smtp_url: Option<&SecretString>, outbox: PathBuf) -> Result<Self, MailError> {
        match smtp_url {
            None => Ok(Self::Outbox(outbox)),
            Some(url) => {
                let url = url.expose_secret();
                let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?;
                Ok(Self::Smtp(Box::new(smtp.build())))
            }
        }
    }

    /// The folder, where mail goes into one.
    #[must_use]
    pub fn outbox(&self) -> Option<&Path> {
        match self {
            Self::Outbox(folder) => Some(folder),
            Self::Smtp(_) => None,
        }
    }

    /// Sends a message of plain text.
    ///
    /// # Errors
    /// When it does not arrive where it should.
    pub async fn send(
        &self,
        from: &str,
        to: &str,
        subject: &str,
        text: String,
    ) -> Result<(), MailError> {
        let message = Message::builder()
            .from(Mailbox::new(Some("Tessera".to_owned()), from.parse()?))
            .to(Mailbox::new(None, to.parse()?))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)?;
        match self {
            Self::Smtp(smtp) => {
                smtp.send(message).await?;
            }
            Self::Outbox(folder) => {
                secret_file::create_private_folder(folder)?;
                // The time is in the id, so the newest sorts last.
                let name = format!("{}.eml", uuid::Uuid::now_v7());
                secret_file::replace(&folder.join(name), message.formatted())?;
            }
        }
        Ok(())
    }
}
