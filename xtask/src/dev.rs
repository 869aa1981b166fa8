//! `cargo xtask dev`: from a fresh clone to the running app.

mod resource;
mod trunk_config;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use crate::process::{self, Running};
use crate::{Failure, http, ports, setup, toolchain, workspace};
use trunk_config::TrunkConfig;

/// Keys, database, migrations and demo users come before the first answer.
const BACKEND_PATIENCE: Duration = Duration::from_secs(120);

/// Trunk answers once the first build is done; a cold one takes minutes.
const PAGE_PATIENCE: Duration = Duration::from_secs(30 * 60);

const STEPS: usize = 5;

pub(crate) fn run() -> Result<(), Failure> {
    step(1, "Checking the toolchain and the ports");
    let bind = ports::backend()?;
    toolchain::check()?;
    ports::check_backend(bind)?;
    ports::check_page()?;

    step(2, "Checking the tools that build the page");
    let tools = setup::page_tools()?;
    toolchain::fetch()?;

    step(3, "Building the backend");
    if !process::run(&mut process::cargo(["build", "--package", "backend"]))? {
        return Err(Failure::Said(
            "The backend does not build; the compiler says why above.".to_owned(),
        ));
    }

    step(4, &format!("Starting the backend on {bind}"));
    let mut backend = Running::start(&mut process::command(workspace::built_binary("backend")?))?;
    wait_for_backend(&mut backend, bind)?;
    let mut resource = resource::start(bind)?;

    step(5, "Building the page and serving it with trunk");
    let started = SystemTime::now();
    let config = TrunkConfig::for_backend(bind)?;
    let mut trunk = setup::trunk_command(&tools)?;
    trunk.arg("serve").args(config.arguments());
    let mut page = Running::start(&mut trunk)?;
    wait_for_page(&mut page, &mut backend)?;

    announce(page_was_built_since(started), bind);
    let ended = watch(&mut page, &mut backend, resource.as_mut());
    println!("\nStopping the page and the servers ...");
    page.stop();
    if let Some(resource) = &mut resource {
        resource.stop();
    }
    backend.stop();
    println!("All are stopped.");
    ended
}

fn step(number: usize, what: &str) {
    println!("\n[{number}/{STEPS}] {what}");
}

fn wait_for_backend(backend: &mut Running, bind: SocketAddr) -> Result<(), Failure> {
    let address = ports::reachable(bind);
    let answered = wait(
        BACKEND_PATIENCE,
        || http::status(address, "/healthz") == Some(200),
        &mut [("The backend", backend)],
    )?;
    if answered {
        println!("      http://{address}/healthz answers");
        return Ok(());
    }
    Err(Failure::Said(format!(
        "The backend runs but http://{address}/healthz has not answered 200 for {} s; its own \
         messages are above.",
        BACKEND_PATIENCE.as_secs()
    )))
}

fn wait_for_page(page: &mut Running, backend: &mut Running) -> Result<(), Failure> {
    let answered = wait(
        PAGE_PATIENCE,
        || http::status(ports::page(), "/").is_some(),
        &mut [("Trunk", page), ("The backend", backend)],
    )?;
    if answered {
        return Ok(());
    }
    Err(Failure::Said(format!(
        "Trunk has not served the page for {} minutes; its own messages are above.",
        PAGE_PATIENCE.as_secs() / 60
    )))
}

/// False if the patience is over before it is ready. A child that ends, or
/// Ctrl-C, is a failure.
fn wait(
    patience: Duration,
    ready: impl Fn() -> bool,
    children: &mut [(&str, &mut Running)],
) -> Result<bool, Failure> {
    let started = Instant::now();
    while started.elapsed() < patience {
        if process::interrupted() {
            return Err(Failure::Interrupted);
        }
        for (name, child) in &mut *children {
            if let Some(status) = child.exited()? {
                return Err(died(name, status));
            }
        }
        if ready() {
            return Ok(true);
        }
        sleep(process::TICK);
    }
    Ok(false)
}

/// Returns when there is a reason to stop all: Ctrl-C is a good end here.
fn watch(
    page: &mut Running,
    backend: &mut Running,
    resource: Option<&mut Running>,
) -> Result<(), Failure> {
    let forever = Duration::MAX;
    let mut children = vec![("Trunk", page), ("The backend", backend)];
    children.extend(resource.map(|resource| ("The second server", resource)));
    match wait(forever, || false, &mut children) {
        Err(Failure::Interrupted) => Ok(()),
        Err(failure) => Err(failure),
        Ok(_) => Ok(()),
    }
}

fn died(name: &str, status: ExitStatus) -> Failure {
    Failure::Said(format!(
        "{name} has ended ({status}); its last lines above say why. Everything else is stopped."
    ))
}

/// Trunk serves even when the first build failed, so that a mend is picked up:
/// a new index.html is the sign that it did not.
fn page_was_built_since(started: SystemTime) -> bool {
    let index = built_index(&workspace::root());
    let written = std::fs::metadata(index).and_then(|meta| meta.modified());
    // Some file systems keep whole seconds only.
    written.is_ok_and(|written| written + Duration::from_secs(2) >= started)
}

fn built_index(root: &Path) -> PathBuf {
    root.join("dist").join("index.html")
}

fn announce(built: bool, bind: SocketAddr) {
    println!("\n{}", frame(&box_lines(built, bind)));
}

fn box_lines(built: bool, bind: SocketAddr) -> Vec<String> {
    let state: &[&str] = if built {
        &["Tessera is running."]
    } else {
        &[
            "The page DOES NOT BUILD yet: the error is above.",
            "Mend it; trunk watches the files and builds again.",
        ]
    };
    let rest = [
        "".to_owned(),
        format!("  http://localhost:{}", ports::PAGE_PORT),
        "".to_owned(),
        "  user        password       role".to_owned(),
        "  john_doe    password123    admin".to_owned(),
        "  alice       wonderland     user".to_owned(),
        "".to_owned(),
        format!("The backend listens on {bind}."),
        "Ctrl-C stops everything.".to_owned(),
    ];
    let state = state.iter().map(|&line| line.to_owned());
    state.chain(rest).collect()
}

fn frame(lines: &[String]) -> String {
    let width = lines.iter().map(|line| line.chars().count()).max();
    let width = width.unwrap_or(0);
    let bar = "─".repeat(width + 4);
    let mut framed = format!("┌{bar}┐\n");
    for line in lines {
        framed.push_str(&format!("│  {line:width$}  │\n"));
    }
    framed + &format!("└{bar}┘")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_is_a_rectangle_and_names_the_address_and_the_users() {
        let text = frame(&box_lines(true, "127.0.0.1:3000".parse().unwrap()));
        let widths: Vec<usize> = text.lines().map(|line| line.chars().count()).collect();
        assert!(
            widths.windows(2).all(|pair| pair[0] == pair[1]),
            "{widths:?}"
        );
        for word in ["http://localhost:8080", "password123", "wonderland"] {
            assert!(text.contains(word), "{word}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_child_that_ends_is_reported_by_name_and_not_waited_for() {
        let mut child = Running::start(process::command("sh").args(["-c", "exit 3"])).unwrap();
        let children = &mut [("The backend", &mut child)];
        match wait(Duration::from_secs(20), || false, children) {
            Err(Failure::Said(sentence)) => {
                assert!(sentence.starts_with("The backend"), "{sentence}")
            }
            other => panic!("{other:?}"),
        }
    }

    #[cfg(unix)]
    #[test]
    fn patience_ends() {
        let mut child = Running::start(process::command("sleep").arg("60")).unwrap();
        let children = &mut [("Trunk", &mut child)];
        let answered = wait(Duration::from_millis(150), || false, children).unwrap();
        assert!(!answered);
    }
}
