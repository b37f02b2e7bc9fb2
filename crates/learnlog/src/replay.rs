//! `learnlog replay`: the history, entry by entry. Invariant: entries are shown in the order of the
//! ledger, with the hash of the bytes as they lie there; one that this build cannot understand ends
//! the replay with its position.

mod describe;
mod line;
mod payload;
mod titles;

use std::io::Write;

use anyhow::{Context, anyhow};
use bytes::Bytes;
use clap::Args;
use learnlog_proto::ledger::{LedgerPosition, StreamKind};
use uuid::Uuid;

use crate::args;
use crate::client::Client;
use crate::client::replay::History;
use crate::exit::{Exit, Failure};
use crate::output::{Format, Output};
use crate::replay::line::Writer;
use crate::replay::titles::Titles;

/// What `learnlog replay` shows.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("history").required(true))]
pub struct ReplayArgs {
    /// Everything that happened to this learner.
    #[arg(long, value_name = "ID", value_parser = args::id, group = "history")]
    pub learner: Option<Uuid>,
    /// Every version of this definition: a course, an offering, a certification, an org unit, a
    /// job.
    #[arg(long, value_name = "ID", value_parser = args::id, group = "history")]
    pub definition: Option<Uuid>,
    /// Everything in this log; 0 is the catalog.
    #[arg(long, value_name = "NUMBER", group = "history")]
    pub log: Option<u32>,
    /// Begin at this sequence of the log, or of the learner's or definition's own entries.
    #[arg(long, value_name = "SEQUENCE", default_value_t = 1)]
    pub from: u64,
    /// Keep going as entries arrive.
    #[arg(long)]
    pub follow: bool,
    /// End after so many entries; 0: after all.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pub limit: u64,
    /// Not before the index has seen this position, like 0:61,3:4012; not with --log.
    #[arg(long, value_name = "POSITION", value_parser = args::position, conflicts_with = "log")]
    pub at_least: Option<LedgerPosition>,
}

impl ReplayArgs {
    fn history(&self) -> History {
        match (self.log, self.learner, self.definition) {
            (Some(log), ..) => History::Log(log),
            (None, Some(id), _) => History::Stream(StreamKind::Learner, id, self.at_least.clone()),
            (None, None, id) => {
                let id = id.unwrap_or_default();
                History::Stream(StreamKind::Definition, id, self.at_least.clone())
            }
        }
    }
}

/// Replays and prints, entry by entry. Errors: [`Failure`].
pub async fn run(args: &ReplayArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let titles = match output.format {
        Format::Table => Titles::load(client).await?,
        Format::Json | Format::Csv => Titles::default(),
    };
    let mut writer = Writer::begin(output.format, titles, args.log.is_some())?;
    let mut replay = client.replay(args.history(), args.from, args.follow);
    let limit = if args.limit == 0 { u64::MAX } else { args.limit };
    let mut left = limit;
    while left > 0 {
        let Some(entries) = replay.next().await? else { break };
        for entry in entries {
            if left == 0 {
                break;
            }
            left -= 1;
            show(&mut writer, entry.sequence, &entry.value)?;
        }
        writer.flush()?;
    }
    match (args.learner, args.definition) {
        (Some(id), _) | (None, Some(id)) if left == limit && args.from <= 1 => {
            Err(Failure::data(anyhow!(
                "nothing is recorded about {id}: check the id, and that it is a learner's with \
                 --learner and a definition's with --definition"
            )))
        }
        _ => Ok(Exit::Done),
    }
}

fn show<W: Write>(writer: &mut Writer<W>, sequence: u64, value: &Bytes) -> Result<(), Failure> {
    let entry = learnlog_codec::parse::ParsedEntry::read(value)
        .with_context(|| format!("entry {sequence} cannot be read by this version of learnlog"))
        .map_err(Failure::data)?;
    writer.entry(&entry, value)
}

#[cfg(test)]
mod tests;
