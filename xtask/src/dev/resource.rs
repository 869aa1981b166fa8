//! The second server: another API with the same log-in. Without it everything else
//! works, so a port that is taken keeps nobody from starting.

use std::env;
use std::net::SocketAddr;

use crate::process::{self, Running};
use crate::{Failure, ports, workspace};

/// Starts it beside the backend, whose keys it goes by; `None`, and why, where its
/// port is taken.
pub(super) fn start(backend: SocketAddr) -> Result<Option<Running>, Failure> {
    let bind = ports::resource()?;
    if ports::in_use(bind) {
        println!(
            "      Another program uses {bind}, so the second server, another API with the \
             same log-in, is not started."
        );
        return Ok(None);
    }
    let mut command = process::command(workspace::built_binary("backend")?);
    command.arg("resource-server");
    // Straight from the backend: the page, by which others find it, is not there yet.
    if env::var_os("RESOURCE_JWKS_URL").is_none() {
        let backend = ports::reachable(backend);
        let keys = format!("http://{backend}/.well-known/jwks.json");
        command.env("RESOURCE_JWKS_URL", keys);
    }
    let server = Running::start(&mut command)?;
    println!("      the second server listens on {bind}");
    Ok(Some(server))
}
