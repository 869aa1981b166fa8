//! `backend clients`: register services, without a server or beside one, which
//! takes what is done at once.

use backend::auth::client_secret;
use backend::auth::scope;
use backend::clock::{Clock, rfc3339};
use backend::config::Config;
use backend::db::clients::{self, ClientRow};
use backend::db::connection::Database;
use backend::startup::{self, StartupError};
use clap::Subcommand;
use secrecy::ExposeSecret as _;
use shared::user::DisplayName;
use uuid::Uuid;

use super::output::{print, say};

#[derive(Subcommand)]
pub(crate) enum Clients {
    /// Register a service. Its id and its secret are printed, the secret this once
    Create {
        /// A name for people, such as nightly-export
        name: String,
        /// What its tokens may be used for, at most: names with spaces between them
        #[arg(long)]
        scope: String,
        /// The API that its tokens are for, one of APP_OTHER_APIS (default: the only
        /// one)
        #[arg(long)]
        audience: Option<String>,
    },
    /// Give a service no more tokens, for good. Those that it has work until they
    /// expire, five minutes at most
    Disable {
        /// Its id
        id: String,
    },
    /// List the services
    List,
}

pub(crate) fn run(command: Clients) -> Result<(), StartupError> {
    let config = Config::load()?;
    let database = startup::open_database(&config)?;
    match command {
        Clients::Create {
            name,
            scope,
            audience,
        } => create(&config, &database, &name, scope, audience),
        Clients::Disable { id } => disable(&database, &id),
        Clients::List => list(&database),
    }
}

fn create(
    config: &Config,
    database: &Database,
    name: &str,
    scope: String,
    audience: Option<String>,
) -> Result<(), StartupError> {
    let refused = |what: String| Err(StartupError::Broken(what));
    let name = match DisplayName::parse(name) {
        Ok(name) => name.as_str().to_owned(),
        Err(rule) => return refused(format!("the name {}", rule.detail())),
    };
    // It stands in every token, which has to stay short.
    if !scope::is_valid(&scope) || scope.len() > 200 {
        return refused("the scope must be names with one space between them".to_owned());
    }
    let audience = audience_of(config, audience)?;
    let (secret, hash) = client_secret::generate()
        .map_err(|_| StartupError::Broken("the system gave no random bytes".to_owned()))?;
    let client = ClientRow {
        id: Uuid::now_v7().to_string(),
        name,
        secret_hash: hash.as_str().to_owned(),
        audience,
        scope,
        created_at: Clock::default().millis(),
        disabled_at: None,
    };
    if !database.run_blocking(|connection| clients::insert(connection, &client))? {
        return refused(format!("there is a service {:?} already", client.name));
    }
    let ClientRow { id, audience, .. } = &client;
    say(&format!(
        "made {id}, for {audience}; its secret is not stored and not shown again"
    ));
    let secret = secret.expose_secret();
    print(&format!("client_id={id}\nclient_secret={secret}\n"))
}

/// An API that there is, and never this server's own: that is for users, and a
/// service could call it in nobody's name.
fn audience_of(config: &Config, wanted: Option<String>) -> Result<String, StartupError> {
    let known: Vec<&str> = config.other_apis.iter().map(|api| &*api.audience).collect();
    let refused = |what: &str| {
        let known = known.join(", ");
        Err(StartupError::Broken(format!(
            "{what} (--audience; APP_OTHER_APIS has: {known})"
        )))
    };
    match (wanted, &known[..]) {
        (Some(wanted), known) if known.contains(&&*wanted) => Ok(wanted),
        (Some(_), _) => refused("there is no such API"),
        (None, [only]) => Ok((*only).to_owned()),
        (None, _) => refused("say which API it calls"),
    }
}

fn disable(database: &Database, id: &str) -> Result<(), StartupError> {
    let now = Clock::default().millis();
    if !database.run_blocking(|connection| clients::disable(connection, id, now))? {
        return Err(StartupError::Broken(format!("there is no service {id:?}")));
    }
    say(&format!(
        "{id} gets no more tokens; those that it has expire within five minutes"
    ));
    Ok(())
}

fn list(database: &Database) -> Result<(), StartupError> {
    let mut listing = String::new();
    for client in database.run_blocking(clients::list)? {
        let is = if client.disabled_at.is_some() {
            "disabled"
        } else {
            "enabled "
        };
        let (id, name) = (client.id, client.name);
        let (audience, scope) = (client.audience, client.scope);
        let since = rfc3339(client.created_at);
        listing += &format!("{id}  {is}  {audience}  {scope:?}  {since}  {name}\n");
    }
    print(&listing)
}
