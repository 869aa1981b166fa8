//! Trunk's proxy follows APP_BIND.
//!
//! Trunk.toml names the backend's usual address, and trunk has no option to
//! change it. For another one, trunk gets a copy with the address exchanged. It
//! lies beside the original, as its paths are relative to it.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::{ports, workspace};

/// The copy, if one is needed; removed when dropped.
pub(super) struct TrunkConfig(Option<PathBuf>);

impl TrunkConfig {
    pub(super) fn for_backend(bind: SocketAddr) -> Result<Self, String> {
        let address = ports::reachable(bind).to_string();
        let original = workspace::root().join("Trunk.toml");
        let text = std::fs::read_to_string(&original)
            .map_err(|error| format!("Trunk.toml cannot be read: {error}."))?;
        if text.contains(&address) {
            return Ok(Self(None));
        }
        let Some(changed) = with_backend(&text, &address) else {
            return Err(format!(
                "The backend listens on {address}, but Trunk.toml does not send requests to \
                 {}, which could be exchanged for it: mend the proxy lines in Trunk.toml.",
                ports::BACKEND
            ));
        };
        let copy = workspace::root().join(".trunk-dev.toml");
        std::fs::write(&copy, changed)
            .map_err(|error| format!("{} cannot be written: {error}.", copy.display()))?;
        Ok(Self(Some(copy)))
    }

    pub(super) fn arguments(&self) -> Vec<std::ffi::OsString> {
        match &self.0 {
            None => Vec::new(),
            Some(copy) => vec!["--config".into(), copy.into()],
        }
    }
}

fn with_backend(text: &str, address: &str) -> Option<String> {
    let port = ports::BACKEND.split_once(':').map(|(_, port)| port)?;
    let names = [ports::BACKEND.to_owned(), format!("localhost:{port}")];
    names.iter().any(|name| text.contains(name)).then(|| {
        names
            .iter()
            .fold(text.to_owned(), |text, name| text.replace(name, address))
    })
}

impl Drop for TrunkConfig {
    fn drop(&mut self) {
        if let Some(copy) = &self.0 {
            let _ = std::fs::remove_file(copy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_proxy_line_is_sent_to_the_other_address() {
        let text = "[[proxy]]\nbackend = \"http://127.0.0.1:3000/api\"\n\
                    [[proxy]]\nbackend = \"http://localhost:3000/oauth\"\n";
        let changed = with_backend(text, "127.0.0.1:3001").unwrap();
        assert_eq!(changed.matches("127.0.0.1:3001/").count(), 2);
        assert!(!changed.contains("3000"));
    }

    #[test]
    fn a_file_without_the_usual_address_is_left_to_the_user() {
        assert_eq!(
            with_backend("[serve]\nport = 8080\n", "127.0.0.1:3001"),
            None
        );
    }
}
