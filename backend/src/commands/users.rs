//! `backend users`: make and change users without a server, or beside one, which
//! notices within two seconds.

use std::io::IsTerminal as _;

use backend::auth::common_password::is_too_common;
use backend::clock::Clock;
use backend::config::Config;
use backend::db::connection::Database;
use backend::db::events::{self, Event};
use backend::db::users::{self, Change, Standing, UserRow};
use backend::startup::{self, StartupError};
use clap::Subcommand;
use shared::claims::Role;
use shared::password::Password;
use shared::user::DisplayName;
use shared::username::Username;

use super::output::say;

#[derive(Subcommand)]
pub(crate) enum Users {
    /// Make a user. The password is read from standard input: as an argument it
    /// would stand in the shell's history and in the list of processes
    Create {
        /// The name to log in with
        username: String,
        /// user or admin
        #[arg(long, value_parser = role, default_value = "user")]
        role: Role,
        /// The name to show (default: the user name)
        #[arg(long)]
        display_name: Option<String>,
    },
    /// Keep a user from logging in, and end all their sessions
    Disable {
        /// The user's name
        username: String,
    },
    /// Let a user log in again
    Enable {
        /// The user's name
        username: String,
    },
    /// Make a user another kind of user
    SetRole {
        /// The user's name
        username: String,
        /// user or admin
        #[arg(value_parser = role)]
        role: Role,
    },
}

fn role(name: &str) -> Result<Role, String> {
    Role::from_name(name).ok_or_else(|| "it must be user or admin".to_owned())
}

pub(crate) async fn run(command: Users) -> Result<(), StartupError> {
    let config = Config::load()?;
    let database = startup::open_database(&config)?;
    match command {
        Users::Create {
            username,
            role,
            display_name,
        } => create(&config, &database, &username, role, display_name).await,
        Users::Disable { username } => {
            let disabled = Some(true);
            change(
                &database,
                &username,
                Standing {
                    disabled,
                    role: None,
                },
            )?;
            say(&format!("{username} is disabled"));
            Ok(())
        }
        Users::Enable { username } => {
            let disabled = Some(false);
            change(
                &database,
                &username,
                Standing {
                    disabled,
                    role: None,
                },
            )?;
            say(&format!("{username} may log in"));
            Ok(())
        }
        Users::SetRole { username, role } => {
            let standing = Standing {
                role: Some(role),
                disabled: None,
            };
            change(&database, &username, standing)?;
            say(&format!("{username} is {} now", role.as_str()));
            Ok(())
        }
    }
}

async fn create(
    config: &Config,
    database: &Database,
    username: &str,
    role: Role,
    display_name: Option<String>,
) -> Result<(), StartupError> {
    let refused = |what: &str, rule: shared::validation::Broken| {
        StartupError::Broken(format!("the {what} {}", rule.detail()))
    };
    let username = Username::parse(username).map_err(|rule| refused("user name", rule))?;
    let display_name = match display_name {
        None => DisplayName::from(&username),
        Some(name) => DisplayName::parse(&name).map_err(|rule| refused("display name", rule))?,
    };
    let password = read_password()?;
    let password = Password::parse(&password).map_err(|rule| refused("password", rule))?;
    if is_too_common(password.expose(), username.as_str()) {
        return Err(refused("password", shared::validation::Broken::TooCommon));
    }
    let hasher = startup::password_hasher(config, database)?;
    let hash = hasher.hash_at_leisure(password.expose()).await;
    let hash = hash.map_err(|error| StartupError::Broken(error.to_string()))?;
    let now = Clock::default().millis();
    let row = UserRow::new(username.as_str(), display_name.as_str(), role, &hash, now);
    let is_new = database.run_blocking(|connection| {
        let is_new = users::insert(connection, &row)?;
        if is_new {
            events::record(
                connection,
                &Event::of_user(events::REGISTERED, &row.id),
                now,
            )?;
        }
        Ok(is_new)
    })?;
    if !is_new {
        let name = username.as_str();
        return Err(StartupError::Broken(format!(
            "there is a user {name} already"
        )));
    }
    say(&format!("made {} ({})", username.as_str(), role.as_str()));
    Ok(())
}

/// The first line of standard input.
fn read_password() -> Result<String, StartupError> {
    if std::io::stdin().is_terminal() {
        say("password, as one line (it is shown as you type; a pipe shows nothing):");
    }
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    read.map_err(|cause| StartupError::Io {
        what: "standard input".to_owned(),
        cause,
    })?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn change(database: &Database, username: &str, standing: Standing) -> Result<(), StartupError> {
    let now = Clock::default().millis();
    let name = username.trim().to_lowercase();
    let changed =
        database.run_blocking(
            |connection| match users::find_by_username(connection, &name)? {
                None => Ok(Change::NotThere),
                Some(user) => {
                    users::set_standing(connection, &user.id, standing, (None, None), now)
                }
            },
        )?;
    match changed {
        Change::Made(_) | Change::NotAllowed => Ok(()),
        Change::NotThere => Err(StartupError::Broken(format!(
            "there is no user {username:?}"
        ))),
    }
}
