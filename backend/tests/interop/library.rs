//! The libraries of others. Each is asked by a small program in its own
//! language, `peers/`, that does one thing and ends.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde::Serialize;
use serde_json::{Value, json};

/// A library that signs and verifies JSON Web Tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Library {
    /// <https://pyjwt.readthedocs.io>, for Python.
    PyJwt,
    /// <https://github.com/auth0/node-jsonwebtoken>, for Node.
    JsonWebToken,
    /// <https://github.com/panva/jose>, for Node and browsers.
    Jose,
    /// <https://signxml.readthedocs.io>, for Python: XML signatures alone.
    #[cfg(feature = "lab")]
    SignXml,
}

/// What a library signs or verifies with.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Key {
    /// The text that both sides know.
    Secret(String),
    /// A private key or a secret as a JWK.
    Jwk(Value),
    /// The address of the public keys. The library fetches them and takes the
    /// one that the token names.
    JwksUrl(String),
}

/// What a token has to say. Each library checks as much of it as it can.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Expected {
    pub(crate) algorithm: &'static str,
    /// The `typ`: only jose can look at it.
    #[serde(rename = "type")]
    pub(crate) typ: &'static str,
    pub(crate) issuer: String,
    pub(crate) audience: String,
    pub(crate) subject: String,
    /// The claims that must be there: jsonwebtoken cannot ask for them.
    pub(crate) claims: &'static [&'static str],
    /// The most that may have passed since `iat`: PyJWT does not count it.
    pub(crate) max_age: &'static str,
}

impl Library {
    const ALL: [Self; 3] = [Self::PyJwt, Self::JsonWebToken, Self::Jose];

    /// Those that know this algorithm: jsonwebtoken has no EdDSA.
    pub(crate) fn all_that_know(algorithm: &str) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |library| algorithm != "EdDSA" || *library != Self::JsonWebToken)
    }

    /// The claims of the token, or in the library's words why it refuses it.
    pub(crate) fn verify(
        self,
        token: &str,
        key: &Key,
        expected: &Expected,
    ) -> Result<Value, String> {
        let job = json!({ "do": "verify", "key": key, "token": token, "expected": expected });
        let mut answer = self.ask(&job);
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer["claims"].take()),
        }
    }

    /// A token with this header, the `alg` of which says how to sign. What the
    /// library writes into every header and every set of claims is in it too.
    pub(crate) fn sign(self, key: &Key, header: &Value, claims: &Value) -> String {
        self.sign_for(None, key, header, claims)
    }

    /// The same with a lifetime, such as `1h`.
    pub(crate) fn sign_for(
        self,
        expires_in: Option<&str>,
        key: &Key,
        header: &Value,
        claims: &Value,
    ) -> String {
        let job = json!({
            "do": "sign",
            "key": key,
            "header": header,
            "claims": claims,
            "expires_in": expires_in,
        });
        let answer = self.ask(&job);
        let token = answer["token"].as_str();
        token.unwrap_or_else(|| panic!("{self:?}: {answer}")).into()
    }

    /// What an XML signature covers, if it is by this key (an RSA key as a JWK).
    #[cfg(feature = "lab")]
    pub(crate) fn verify_xml(self, xml: &str, key: &Value) -> Result<Value, String> {
        let answer = self.ask(&json!({ "xml": xml, "key": key }));
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer),
        }
    }

    /// What is in an encrypted token, by the private key as a JWK: only jose can.
    #[cfg(feature = "lab")]
    pub(crate) fn decrypt(self, token: &str, jwk: &Value) -> Result<Value, String> {
        let answer = self.ask(&json!({ "do": "decrypt", "token": token, "key": { "jwk": jwk } }));
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer),
        }
    }

    /// What it calls a signature that does not fit.
    pub(crate) fn wrong_signature(self) -> &'static str {
        match self {
            Self::PyJwt => "InvalidSignatureError",
            Self::JsonWebToken => "invalid signature",
            Self::Jose => "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            #[cfg(feature = "lab")]
            Self::SignXml => "InvalidSignature",
        }
    }

    fn ask(self, job: &Value) -> Value {
        let mut program = match self {
            Self::PyJwt => python("pyjwt.py"),
            Self::JsonWebToken => node("jsonwebtoken.cjs"),
            Self::Jose => node("jose.cjs"),
            #[cfg(feature = "lab")]
            Self::SignXml => python("xml_signature.py"),
        };
        let mut child = program
            // The server is on this machine, wherever the rest of the net is.
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program:?}: {error}"));
        let mut stdin = child.stdin.take().unwrap();
        // If it ended early, its messages say more than this write's error.
        let _ = stdin.write_all(job.to_string().as_bytes());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{self:?}: {messages}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/peers");

fn python(script: &str) -> Command {
    let mut command = Command::new(installed("INTEROP_PYTHON"));
    command.arg(format!("{PEERS}/{script}"));
    command
}

fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command
        .arg(format!("{PEERS}/{script}"))
        .env("NODE_PATH", installed("INTEROP_NODE_MODULES"));
    command
}

/// Where xtask has put it.
fn installed(variable: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| {
        panic!(
            "{variable} is not set: run `cargo xtask test --only interop`, which installs the \
             libraries that these tests speak to"
        )
    })
}
