//! `learnlog token`: lets somebody in without an identity provider. Invariant: whoever can read the
//! secret's file can issue tokens, and nobody else; the token goes to stdout and nowhere else.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow};
use learnlog_api::authentication::local_token::{LocalTokenSecret, issue_local_token};
use learnlog_codec::entry::ActorKind;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::sheet::{Column, Sheet, text};
use crate::output::{Answer, Format, Output};
use crate::server::settings::LedgerArgs;

/// Who is let in, and for how long.
#[derive(Debug, clap::Args)]
pub struct TokenArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Opaque id of who is let in; it is written into every entry of theirs.
    #[arg(long)]
    subject: String,
    /// What it is.
    #[arg(long, value_enum, default_value_t = Kind::Service)]
    kind: Kind,
    /// How long the token is good.
    #[arg(long, value_name = "DAYS", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=366))]
    days: u64,
}

/// Who can hold a token.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    /// A human being.
    Person,
    /// Another service.
    Service,
}

const COLUMNS: &[Column] = &[text("token")];

/// Prints a token. Errors: usage, where there is no secret or the subject cannot be one.
pub fn run(args: &TokenArgs, output: &Output) -> Result<Exit, Failure> {
    let ledger = args.ledger.clone().with_file()?;
    let path = ledger.token_secret_path()?;
    let secret = read_secret(&path)?.ok_or_else(|| {
        let path = path.display();
        Failure::usage(anyhow!("there is no token secret at {path}: run `learnlog init` first"))
    })?;
    let kind = match args.kind {
        Kind::Person => ActorKind::Person,
        Kind::Service => ActorKind::Service,
    };
    let life = Duration::from_secs(args.days * 86_400);
    let token = issue_local_token(&secret, &args.subject, kind, life).map_err(Failure::usage)?;
    match output.format {
        Format::Table => Output::line(&token)?,
        Format::Json | Format::Csv => {
            let mut sheet = Sheet::new(COLUMNS);
            sheet.row([token.clone()]);
            let (json, sheets) = (json!({ "token": token }), vec![sheet]);
            output.print(&Answer { json, heading: None, sheets, notes: Vec::new() })?;
        }
    }
    Ok(Exit::Done)
}

/// The secret in that file; none if there is no file. Errors: a file that is no secret.
pub fn read_secret(path: &Path) -> Result<Option<LocalTokenSecret>, Failure> {
    let cannot = || format!("the token secret {} cannot be used", path.display());
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::usage(anyhow!(error).context(cannot()))),
        Ok(text) => LocalTokenSecret::from_hex(text.trim())
            .with_context(cannot)
            .map(Some)
            .map_err(Failure::usage),
    }
}

/// Makes a secret unless there is one. Any number of processes may do so at once: one wins.
pub fn ensure_secret(path: &Path) -> Result<(), Failure> {
    if read_secret(path)?.is_some() {
        return Ok(());
    }
    let cannot = || format!("the token secret {} cannot be written", path.display());
    let secret = LocalTokenSecret::generate().map_err(Failure::usage)?;
    write_new(path, secret.to_hex().as_bytes()).with_context(cannot).map_err(Failure::usage)
}

/// Whole or not at all: a secret that another process reads half of would let nobody in.
fn write_new(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory)?;
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}
