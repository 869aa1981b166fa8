//! The end: told to stop, the server first says so, then takes nothing new, and
//! goes when the last request in flight has its answer.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use actix_server::Server;
use futures_util::future::{Either, join, select};

/// Stopping takes less than this in all: most process managers kill after 30
/// seconds.
pub(crate) const STOPPED_WITHIN: Duration = Duration::from_secs(28);

/// Runs the server until the first signal. From then on `/readyz` says no, which
/// `say_so` sees to; for `drain_time` new connections are still taken, so that whoever asks `/readyz`
/// has time to notice; then the server finishes what is in flight. A second
/// signal ends it at once.
///
/// # Errors
/// When the system takes the port away, or a second signal came.
pub(crate) async fn run(
    server: Server,
    say_so: impl FnOnce(),
    drain_time: Duration,
    mut signals: Signals,
) -> io::Result<()> {
    let handle = server.handle();
    let mut server = pin!(server);
    match select(&mut server, pin!(signals.next())).await {
        Either::Left((stopped, _)) => return stopped,
        Either::Right(((), _)) => {}
    }
    say_so();
    tracing::info!(
        drain_seconds = drain_time.as_secs(),
        "told to stop: finishing what is in flight"
    );
    let ending = async {
        tokio::time::sleep(drain_time).await;
        handle.stop(true).await;
    };
    match select(pin!(join(server, ending)), pin!(signals.next())).await {
        Either::Left(((stopped, ()), _)) => {
            tracing::info!("stopped");
            stopped
        }
        Either::Right(((), _)) => Err(io::Error::new(
            io::ErrorKind::Interrupted,
            "a second signal came, and requests in flight were cut off",
        )),
    }
}

/// SIGTERM and SIGINT: a process manager's word and Ctrl-C mean the same.
pub(crate) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    fn next(&mut self) -> impl Future<Output = ()> + '_ {
        let either = select(
            Box::pin(self.terminate.recv()),
            Box::pin(self.interrupt.recv()),
        );
        async { drop(either.await) }
    }
}

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    fn next(&mut self) -> impl Future<Output = ()> + '_ {
        async { drop(tokio::signal::ctrl_c().await) }
    }
}
