//! The body of a request on its way in: only so long, and only so large, whoever
//! reads it.

use std::future::Future as _;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_http::BoxedPayloadStream;
use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::time::{Sleep, sleep};

use super::connection::Connection;

/// The longest body that is read, in bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// How long a body may take to arrive. Thirty seconds is what must hold; five are
/// for the rest of one that was given up, and five for a busy machine.
const BODY_TIME: Duration = Duration::from_secs(20);

/// Puts the watch over the body of a request, if it has one.
pub(super) fn watch(request: &mut ServiceRequest, connection: &Rc<Connection>) {
    let payload = request.take_payload();
    let has_body = !matches!(payload, Payload::None);
    connection.begin(has_body);
    if !has_body {
        return;
    }
    let payload: BoxedPayloadStream = Box::pin(Incoming {
        payload,
        connection: connection.clone(),
        left: MAX_BODY_BYTES,
        timer: Box::pin(sleep(BODY_TIME)),
    });
    request.set_payload(payload.into());
}

/// A body under watch. Too long is [`PayloadError::Overflow`], too slow an
/// [`PayloadError::Io`] that says so.
struct Incoming {
    payload: Payload,
    connection: Rc<Connection>,
    left: usize,
    timer: Pin<Box<Sleep>>,
}

impl Stream for Incoming {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.timer.as_mut().poll(cx).is_ready() {
            let error = std::io::Error::from(std::io::ErrorKind::TimedOut);
            return Poll::Ready(Some(Err(PayloadError::Io(error))));
        }
        let next = ready!(Pin::new(&mut this.payload).poll_next(cx));
        Poll::Ready(match next {
            Some(Ok(bytes)) => Some(match this.left.checked_sub(bytes.len()) {
                Some(left) => {
                    this.left = left;
                    Ok(bytes)
                }
                None => Err(PayloadError::Overflow),
            }),
            None => {
                this.connection.body_ended();
                None
            }
            error => error,
        })
    }
}
