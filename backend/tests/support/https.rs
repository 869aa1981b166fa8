//! A client that speaks HTTP over TLS, and certificates made for the test.
//!
//! reqwest could do it, and would then want a cryptography of its own choice in
//! every other test as well.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};
use serde_json::Value;

/// Longer than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A certificate and its key.
pub(crate) struct Pair {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Pair {
    /// For this machine, good for long.
    pub(crate) fn new() -> Self {
        Self::between("localhost", (2020, 1, 1), (2100, 1, 1))
    }

    /// For a name, from one day to another.
    pub(crate) fn between(name: &str, from: (i32, u8, u8), until: (i32, u8, u8)) -> Self {
        let mut certificate = CertificateParams::new([name.to_owned()]).unwrap();
        certificate.not_before = date_time_ymd(from.0, from.1, from.2);
        certificate.not_after = date_time_ymd(until.0, until.1, until.2);
        let key = KeyPair::generate().unwrap();
        let certificate = certificate.self_signed(&key).unwrap();
        Self {
            der: certificate.der().clone(),
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }

    /// Writes both into a folder, the key for its owner alone.
    pub(crate) fn write(&self, folder: &Path) -> (PathBuf, PathBuf) {
        let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        std::fs::write(&certificate, &self.certificate).unwrap();
        backend::auth::secret_file::replace(&key, &self.key).unwrap();
        (certificate, key)
    }
}

/// One who trusts a certificate and no other.
#[derive(Clone)]
pub(crate) struct Https {
    port: u16,
    config: Arc<ClientConfig>,
    /// Where it is, and whom it asks for.
    address: Ipv4Addr,
    name: &'static str,
}

impl Https {
    pub(crate) fn new(port: u16, pair: &Pair) -> Self {
        Self::speaking(port, pair, rustls::ALL_VERSIONS, &[])
    }

    /// With these versions of TLS and these protocols over it only.
    pub(crate) fn speaking(
        port: u16,
        pair: &Pair,
        versions: &[&'static SupportedProtocolVersion],
        protocols: &[&str],
    ) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(pair.der.clone()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|p| p.as_bytes().to_vec()).collect();
        Self {
            port,
            config: Arc::new(config),
            address: Ipv4Addr::LOCALHOST,
            name: "localhost",
        }
    }

    /// At another address of this machine (on Linux all of 127.0.0.0/8 is).
    pub(crate) fn from(self, address: Ipv4Addr) -> Self {
        Self { address, ..self }
    }

    /// Asks for another name.
    pub(crate) fn asking_for(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// A connection whose handshake is done.
    pub(crate) fn connect(&self) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
        let name = ServerName::try_from(self.name).unwrap();
        let client = ClientConnection::new(self.config.clone(), name).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(client, self.socket()?);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(stream)
    }

    fn socket(&self) -> io::Result<TcpStream> {
        if self.address == Ipv4Addr::LOCALHOST {
            return tcp(self.port);
        }
        // The standard library has no way to choose one's own address.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let stream = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4()?;
            socket.bind((self.address, 0).into())?;
            let server = (Ipv4Addr::LOCALHOST, self.port).into();
            socket.connect(server).await?.into_std()
        })?;
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// Sends one request on a connection of its own.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Reply {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n",
            self.port
        );
        if body.is_some() {
            request.push_str("Content-Type: application/json\r\n");
        }
        let body = body.map(ToString::to_string).unwrap_or_default();
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = self.connect().unwrap();
        stream
            .write_all(format!("{request}\r\n{body}").as_bytes())
            .unwrap();
        let mut answer = String::new();
        // An end without a farewell (`close_notify`) would be an error here.
        stream.read_to_string(&mut answer).unwrap();
        Reply::of(&answer)
    }
}

/// A bare connection to this machine.
pub(crate) fn tcp(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Reply {
    fn of(answer: &str) -> Self {
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        Self {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: serde_json::from_str(body).unwrap_or_default(),
        }
    }

    /// All headers of this name.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(other, _)| other == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a cookie that it sets, and how it is marked, in order.
    pub(crate) fn cookie(&self, name: &str) -> (String, Vec<&str>) {
        let cookies = self.headers("set-cookie");
        let cookie = cookies
            .iter()
            .find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or_else(|| panic!("no {name} in {cookies:?}"));
        let mut parts = cookie.split("; ");
        let value = parts.next().unwrap().to_owned();
        let mut marks: Vec<&str> = parts.collect();
        marks.sort_unstable();
        (value, marks)
    }
}
