//! A cable between a server and its database that a test can cut, or hold still.

use std::path::PathBuf;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;

/// What becomes of the bytes.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Passing,
    /// They are taken and not passed on, as by a machine that hangs.
    Held,
    /// Connections break, and new ones too.
    Cut,
}

/// The cable.
pub(crate) struct Proxy {
    port: u16,
    state: watch::Sender<State>,
}

impl Proxy {
    /// To the server of TEST_POSTGRES, which listens on a Unix socket.
    pub(crate) async fn start() -> Self {
        let base = std::env::var("TEST_POSTGRES").expect("TEST_POSTGRES");
        let base = url::Url::parse(&base).unwrap();
        let folder = base.query_pairs().find(|(name, _)| name == "host");
        let folder = folder
            .expect("TEST_POSTGRES names the folder of a socket: ?host=/…")
            .1;
        let socket = PathBuf::from(folder.into_owned()).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (state, watched) = watch::channel(State::Passing);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (socket, watched) = (socket.clone(), watched.clone());
                tokio::spawn(async move {
                    if *watched.borrow() == State::Cut {
                        return;
                    }
                    let server = UnixStream::connect(&socket).await.unwrap();
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::join!(
                        pass(from_client, to_server, watched.clone()),
                        pass(from_server, to_client, watched),
                    );
                });
            }
        });
        Self { port, state }
    }

    /// `DATABASE_URL` through here, for whoever had this one.
    pub(crate) fn url(&self, direct: &str) -> String {
        let (_, options) = direct.split_once("options=").unwrap();
        let port = self.port;
        format!("postgres://postgres@127.0.0.1:{port}/postgres?options={options}")
    }

    pub(crate) fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    pub(crate) fn hold(&self) {
        self.state.send_replace(State::Held);
    }

    pub(crate) fn mend(&self) {
        self.state.send_replace(State::Passing);
    }
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut state: watch::Receiver<State>,
) {
    let mut bytes = [0; 8192];
    loop {
        let count = tokio::select! {
            count = from.read(&mut bytes) => count.unwrap_or(0),
            _ = is_cut(state.clone()) => 0,
        };
        let now = state.wait_for(|state| *state != State::Held).await;
        if count == 0 || now.is_ok_and(|now| *now == State::Cut) {
            return;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

async fn is_cut(mut state: watch::Receiver<State>) {
    let _ = state.wait_for(|state| *state == State::Cut).await;
}
