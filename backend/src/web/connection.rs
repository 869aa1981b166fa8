//! The connection under the requests: every wait of it has an end.
//!
//! actix-http times the first head of a connection and an idle one. It does not
//! time the second head, nor the rest of a chunked body that nobody reads, nor a
//! client that does not take its answer: each of them would hold a socket for as
//! long as somebody likes (CWE-400, "slowloris"). So there is one watch for all of
//! them, here, under the framework; it works over TLS as well, being generic.

use std::cell::Cell;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::framework;
use super::head::Head;
use super::request::Edge;

/// How long a request line and its headers may take, from their first byte, or
/// from the connection's beginning. Ten seconds is what must hold; two are for a
/// busy machine.
const HEAD_TIME: Duration = Duration::from_secs(8);
/// How long a connection may be idle between two requests. Longer than the minute
/// for which most proxies keep theirs: who closes first must be the proxy, or it
/// sends a request into a connection that is just going.
const IDLE_TIME: Duration = Duration::from_secs(75);
/// How long the rest of a body may take that nobody wants to read.
const REST_TIME: Duration = Duration::from_secs(5);
/// How long we read on after an answer to what we did not read, and throw it away:
/// closing at once would take the answer away from a client that is still sending.
pub const LINGER: Duration = Duration::from_secs(1);
/// How long a client may take nothing of the answer that it asked for.
const STALL_TIME: Duration = Duration::from_secs(20);

/// What the layer around the requests and the connection tell each other. One
/// connection is one thread's, and one request is in hand at a time.
pub struct Connection {
    local: Option<SocketAddr>,
    wait: Cell<Wait>,
    unread: Cell<bool>,
    spoken: Cell<bool>,
    head: Cell<Head>,
}

/// What the connection waits for, and since when.
#[derive(Debug, Clone, Copy)]
enum Wait {
    /// For a request of which nothing has come yet: a new connection's first.
    First(Instant),
    /// For the rest of a request line and its headers.
    Head(Instant),
    /// For whatever comes next.
    Next(Instant),
    /// For the end of a body that nobody reads.
    Rest(Instant),
    /// For the client to have read why it was refused.
    End(Instant),
    /// For us.
    Answer,
}

impl Connection {
    fn new(local: Option<SocketAddr>) -> Self {
        Self {
            local,
            wait: Cell::new(Wait::First(Instant::now())),
            unread: Cell::new(false),
            spoken: Cell::new(false),
            head: Cell::default(),
        }
    }

    /// The address of ours that was connected to.
    #[must_use]
    pub fn local(&self) -> Option<SocketAddr> {
        self.local
    }

    /// A request has arrived, with a body still to come or without.
    pub(super) fn begin(&self, has_body: bool) {
        self.wait.set(Wait::Answer);
        self.unread.set(has_body);
        self.spoken.set(true);
    }

    /// Its body has been read to the end.
    pub(super) fn body_ended(&self) {
        self.unread.set(false);
    }

    /// Whether a part of its body has not been read.
    pub(super) fn has_unread_body(&self) -> bool {
        self.unread.get()
    }

    /// Its answer is made.
    pub(super) fn finish(&self) {
        let now = Instant::now();
        self.head.set(Head::default());
        self.wait.set(match self.unread.get() {
            true => Wait::Rest(now),
            false => Wait::Next(now),
        });
    }

    /// Takes note of what has come.
    ///
    /// # Errors
    /// The status to refuse it with, if it cannot be the head of a request.
    fn heard(&self, bytes: &[u8]) -> Result<(), StatusCode> {
        match self.wait.get() {
            Wait::First(since) => self.wait.set(Wait::Head(since)),
            Wait::Next(_) => self.wait.set(Wait::Head(Instant::now())),
            Wait::Head(_) => {}
            Wait::Rest(_) | Wait::End(_) | Wait::Answer => return Ok(()),
        }
        let mut head = self.head.get();
        let read = head.read(bytes);
        self.head.set(head);
        read
    }

    fn deadline(&self) -> Option<Instant> {
        match self.wait.get() {
            Wait::First(since) | Wait::Head(since) => Some(since + HEAD_TIME),
            Wait::Next(since) => Some(since + IDLE_TIME),
            Wait::Rest(since) => Some(since + REST_TIME),
            Wait::End(since) => Some(since + LINGER),
            Wait::Answer => None,
        }
    }
}

/// A stream under watch.
pub struct Watched<T> {
    stream: T,
    connection: Rc<Connection>,
    edge: web::Data<Edge>,
    timer: Pin<Box<Sleep>>,
    /// Since when the client has taken nothing, while there is something to take.
    stalled: Option<Instant>,
    /// What is said in the framework's place, and how much of it has gone out.
    instead: Option<(Vec<u8>, usize)>,
}

impl<T> Drop for Watched<T> {
    fn drop(&mut self) {
        self.edge.metrics.connections.dec();
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Watched<T> {
    /// Watches over a stream that has just been accepted, at this address of ours.
    pub fn new(stream: T, local: Option<SocketAddr>, edge: web::Data<Edge>) -> Self {
        edge.metrics.connections.inc();
        Self {
            stream,
            connection: Rc::new(Connection::new(local)),
            edge,
            timer: Box::pin(sleep_until(Instant::now() + HEAD_TIME)),
            stalled: None,
            instead: None,
        }
    }

    /// What its requests get to see of it.
    pub fn connection(&self) -> Rc<Connection> {
        self.connection.clone()
    }

    /// Ready when the client has had its time. Otherwise the task is woken then.
    fn poll_overdue(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let stalled = self.stalled.map(|since| since + STALL_TIME);
        let Some(deadline) = stalled.or_else(|| self.connection.deadline()) else {
            return Poll::Pending;
        };
        // The timer is moved where it would be late. Where it is early it is left, and
        // set anew when it goes off: each request has several waits, all of them but the
        // last over long before.
        if self.timer.deadline() > deadline {
            self.timer.as_mut().reset(deadline);
        }
        ready!(self.timer.as_mut().poll(cx));
        while Instant::now() < deadline {
            self.timer.as_mut().reset(deadline);
            ready!(self.timer.as_mut().poll(cx));
        }
        if !matches!(self.connection.wait.get(), Wait::Next(_) | Wait::End(_)) {
            self.edge.metrics.overdue.inc();
        }
        if self.stalled.is_none() && matches!(self.connection.wait.get(), Wait::Head(_)) {
            self.refuse(StatusCode::REQUEST_TIMEOUT, cx);
        }
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }

    /// Says no before the connection is closed. It tries once: this much fits into
    /// the system's buffer, if the other side takes anything at all.
    fn refuse(&mut self, status: StatusCode, cx: &mut Context<'_>) {
        // In the middle of an answer that the client does not take, it would be read
        // as a part of that.
        if self.stalled.is_some() {
            return;
        }
        self.instead = Some((framework::answer(status, &self.edge), 0));
        let _ = self.poll_instead(cx);
    }

    /// Sends what is said in the framework's place.
    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((text, sent)) = &mut self.instead {
            let stream = Pin::new(&mut self.stream);
            *sent += ready!(stream.poll_write(cx, &text[*sent..]))?;
            if *sent >= text.len() {
                self.instead = None;
            }
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// Lets a client wait for us, but not us for the client.
    fn within_time<R>(
        &mut self,
        sent: Poll<io::Result<R>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<R>> {
        if sent.is_ready() {
            self.stalled = None;
            return sent;
        }
        self.stalled.get_or_insert_with(Instant::now);
        self.poll_overdue(cx).map(Err)
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Watched<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buffer);
        let new = &buffer.filled()[before..];
        let is_over = new.is_empty() && read.is_ready();
        if let Err(status) = this.connection.heard(new) {
            this.refuse(status, cx);
            this.connection.wait.set(Wait::End(Instant::now()));
        }
        if matches!(this.connection.wait.get(), Wait::End(_)) && !is_over {
            // The framework is not to see it.
            buffer.set_filled(before);
            if read.is_ready() {
                cx.waker().wake_by_ref();
            }
            return this.poll_overdue(cx).map(Err);
        }
        // Also when something came: a byte now and then must not win time.
        match this.poll_overdue(cx) {
            Poll::Ready(error) => Poll::Ready(Err(error)),
            Poll::Pending => read,
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        // What is sent although no request of ours has an answer is the framework's.
        if !this.connection.spoken.get()
            && this.instead.is_none()
            && let Some(status) = framework::bare_refusal(bytes)
        {
            this.refuse(status, cx);
            return Poll::Ready(Ok(bytes.len()));
        }
        if this.instead.is_some() {
            let sent = this.poll_instead(cx);
            ready!(this.within_time(sent, cx))?;
        }
        let sent = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.within_time(sent, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let sent = this.poll_instead(cx);
        ready!(this.within_time(sent, cx))?;
        if !matches!(this.connection.wait.get(), Wait::Answer) {
            this.connection.spoken.set(false);
        }
        // The framework flushes after it has looked for something to read, so the
        // wait that has begun meanwhile needs its timer.
        match this.poll_overdue(cx) {
            Poll::Ready(error) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let sent = this.poll_instead(cx);
        ready!(this.within_time(sent, cx))?;
        let sent = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.within_time(sent, cx)
    }
}
