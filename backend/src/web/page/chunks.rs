//! A body that goes out piece by piece, though it is in memory as a whole.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;

/// What the server copies ahead for a connection. A file of megabytes in one piece
/// would be copied as a whole for each that asks and reads slowly: a thousand of
/// those, and the memory is gone.
const PIECE: usize = 64 * 1024;

pub(super) struct Chunks {
    rest: Bytes,
}

impl Chunks {
    pub(super) fn of(bytes: Bytes) -> Self {
        Self { rest: bytes }
    }
}

impl MessageBody for Chunks {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let next = self.rest.len().min(PIECE);
        // A view of the same memory, not a copy.
        let piece = self.rest.split_to(next);
        Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
    }
}
