//! What the server's verbs are told: options, then environment, then the file that `--config`
//! names. Invariant: a setting is looked up in one place only, and a wrong one is refused before
//! anything is touched.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use learnlog_kafka::connection::Connection;
use learnlog_kafka::topics::names::TopicNames;
use learnlog_keys::master::MasterKey;
use learnlog_postgres::database::Database;
use serde::Deserialize;

use crate::exit::Failure;
use crate::server::serve::options::ServeOptions;

/// Where a ledger lies and whose keys open it.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[command(next_help_heading = "Ledger")]
#[serde(deny_unknown_fields, default)]
pub struct LedgerArgs {
    /// TOML file with any of these settings, by their long names; options and environment win.
    #[arg(long, env = "LEARNLOG_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// The ledger's name, which its topics begin with [default: learnlog].
    #[arg(long, env = "LEARNLOG_LEDGER", value_name = "NAME")]
    pub ledger: Option<String>,
    /// Kafka's bootstrap servers: host:port, separated by commas.
    #[arg(long, env = "LEARNLOG_KAFKA", value_name = "SERVERS")]
    pub kafka: Option<String>,
    /// Further properties of librdkafka (TLS, SASL): name=value; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = property)]
    #[serde(skip)]
    pub kafka_property: Vec<(String, String)>,
    /// The same, from the file.
    #[arg(skip)]
    pub kafka_properties: BTreeMap<String, String>,
    /// The read models' database: postgres://user:password@host:port/name.
    #[arg(long, env = "LEARNLOG_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// The database of persons' keys [default: same server, name of the read models' + _keys].
    #[arg(long, env = "LEARNLOG_KEYS_DATABASE", value_name = "URL", hide_env_values = true)]
    pub keys_database: Option<String>,
    /// File with the master key: 64 hexadecimal digits. Or LEARNLOG_MASTER_KEY.
    #[arg(long, env = "LEARNLOG_MASTER_KEY_FILE", value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
    /// File with the secret of local tokens, made by `init` [default:
    /// ~/.local/state/learnlog/<ledger>.token-secret].
    #[arg(long, env = "LEARNLOG_TOKEN_SECRET_FILE", value_name = "FILE")]
    pub token_secret_file: Option<PathBuf>,
    /// The table `[serve]` of the file.
    #[arg(skip)]
    pub serve: Option<ServeOptions>,
}

/// What every server verb needs.
pub struct Settings {
    /// How to reach the brokers.
    pub connection: Connection,
    /// The ledger's topics.
    pub names: TopicNames,
    /// The read models' database.
    pub database: Database,
    /// The database of persons' keys.
    pub keys_database: Database,
    /// Wraps every key.
    pub master_key: MasterKey,
    /// Where the secret of local tokens is.
    pub token_secret_file: PathBuf,
}

impl LedgerArgs {
    /// With the file's settings where nothing else was said. Errors: usage.
    pub fn with_file(self) -> Result<Self, Failure> {
        let Some(path) = &self.config else { return Ok(self) };
        let file: Self = std::fs::read_to_string(path)
            .map_err(anyhow::Error::from)
            .and_then(|text| toml::from_str(&text).map_err(anyhow::Error::from))
            .with_context(|| format!("the configuration file {} cannot be used", path.display()))
            .map_err(Failure::usage)?;
        let mut kafka_properties = file.kafka_properties;
        kafka_properties.extend(self.kafka_property.iter().cloned());
        Ok(Self {
            ledger: self.ledger.or(file.ledger),
            kafka: self.kafka.or(file.kafka),
            kafka_properties,
            database: self.database.or(file.database),
            keys_database: self.keys_database.or(file.keys_database),
            master_key_file: self.master_key_file.or(file.master_key_file),
            token_secret_file: self.token_secret_file.or(file.token_secret_file),
            serve: file.serve,
            ..self
        })
    }

    /// Where the secret of local tokens is. Errors: usage.
    pub fn token_secret_path(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.token_secret_file {
            return Ok(path.clone());
        }
        let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
        let directory = state.or_else(home).ok_or_else(|| {
            Failure::usage(anyhow!("there is no HOME: set LEARNLOG_TOKEN_SECRET_FILE"))
        })?;
        let ledger = self.ledger_name();
        Ok(directory.join("learnlog").join(format!("{ledger}.token-secret")))
    }

    /// Checked and complete. Errors: usage.
    pub fn settings(self) -> Result<Settings, Failure> {
        let args = self.with_file()?;
        let names = TopicNames::new(args.ledger_name()).map_err(Failure::usage)?;
        let bootstrap_servers = needed(args.kafka.as_ref(), "Kafka", "--kafka or LEARNLOG_KAFKA")?;
        let url = needed(args.database.as_ref(), "a database", "--database or LEARNLOG_DATABASE")?;
        let database = Database::parse(&url).map_err(Failure::usage)?;
        let keys_database = match &args.keys_database {
            Some(url) => Database::parse(url).map_err(Failure::usage)?,
            None => database.renamed(&format!("{}_keys", database.name())),
        };
        let digits = std::env::var("LEARNLOG_MASTER_KEY").ok();
        let master_key = MasterKey::load(digits.as_deref(), args.master_key_file.as_deref())
            .map_err(Failure::usage)?;
        let mut properties = args.kafka_properties.clone();
        properties.extend(args.kafka_property.iter().cloned());
        Ok(Settings {
            connection: Connection::new(bootstrap_servers, properties).map_err(Failure::usage)?,
            names,
            database,
            keys_database,
            master_key,
            token_secret_file: args.token_secret_path()?,
        })
    }

    fn ledger_name(&self) -> &str {
        self.ledger.as_deref().unwrap_or("learnlog")
    }
}

fn needed(value: Option<&String>, what: &str, setting: &str) -> Result<String, Failure> {
    let missing = || Failure::usage(anyhow!("{what} is not named: set {setting}"));
    value.filter(|value| !value.is_empty()).cloned().ok_or_else(missing)
}

fn property(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it is not name=value")?;
    Ok((name.to_owned(), value.to_owned()))
}
