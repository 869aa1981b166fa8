//! The server around the application: how many connections there may be, how they
//! are watched, and how they end.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Request, Response};
use actix_server::{Server, ServerBuilder};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, fn_service};
use actix_web::web;
use tokio::net::{TcpSocket, TcpStream};

use super::stream::{Accept, Stream};
use crate::web::connection::{LINGER, Watched};
use crate::web::request::Edge;

/// At most so many connections. Each costs about 20 KB, so all of them 200 MB; who
/// wants to fill them has to open 1,000 new ones each second, for none may be slow
/// for longer than ten.
const MAX_CONNECTIONS: usize = 10_000;
/// Files besides connections: the database's, the page's, the outbox's.
const OTHER_FILES: usize = 256;
/// Connections that the system holds while we are busy accepting others. Debian
/// allows 4,096; the standard library asks for 128, which a burst fills.
const BACKLOG: u32 = 1024;

/// Takes the address.
///
/// # Errors
/// When the system refuses it.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A restart need not wait until the system has forgotten the last connections.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// Makes the server that runs the application on this listener. After it was told
/// to stop, requests in flight may take `finish` to end.
///
/// # Errors
/// When the system refuses the listener.
pub(crate) fn over<F, I, S, B>(
    listener: TcpListener,
    accept: Accept,
    edge: web::Data<Edge>,
    finish: Duration,
    application: F,
) -> io::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Error = actix_web::Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    B: MessageBody + 'static,
{
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let builder = ServerBuilder::new()
        .workers(workers)
        .max_concurrent_connections(connections().div_ceil(workers))
        .shutdown_timeout(finish.as_secs())
        // `Application` listens to them, for it has more to do than to stop.
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let server = builder.listen("http", listener, move || {
        let edge = edge.clone();
        let stopping = stopping.clone();
        let application = application()
            .into_factory()
            .map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            // These two are `Watched`'s: it knows more waits than the framework.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(LINGER)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .on_connect_ext(|stream: &Watched<Stream>, data| {
                data.insert(stream.connection());
            })
            .h1(map_config(application, |()| AppConfig::default()));
        let accept = accept.clone();
        fn_service(move |stream: TcpStream| {
            // An answer goes out in one piece; it need not wait for more (Nagle).
            let _ = stream.set_nodelay(true);
            let (peer, local) = (stream.peer_addr().ok(), stream.local_addr().ok());
            let (accept, edge) = (accept.clone(), edge.clone());
            async move {
                let stream = accept.accept(stream).await.map_err(DispatchError::Io)?;
                Ok((Watched::new(stream, local, edge), peer))
            }
        })
        .and_then(http)
    })?;
    Ok(server.run())
}

/// As many as there can be files. Systems give a process 1,024 and let it ask for
/// more; without, a thousand slow clients would keep the database from opening its
/// own.
fn connections() -> usize {
    file_limit().map_or(MAX_CONNECTIONS, |limit| {
        let free = limit.saturating_sub(OTHER_FILES).max(limit / 2);
        free.min(MAX_CONNECTIONS)
    })
}

#[cfg(unix)]
fn file_limit() -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = (MAX_CONNECTIONS + OTHER_FILES) as u64;
    let limit = getrlimit(Resource::Nofile);
    let current = limit.current?;
    if current >= wanted {
        return usize::try_from(current).ok();
    }
    let current = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let raised = Rlimit {
        current: Some(current),
        ..limit
    };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => Some(current),
        Err(_) => limit.current,
    };
    usize::try_from(current?).ok()
}

#[cfg(not(unix))]
fn file_limit() -> Option<usize> {
    None
}
