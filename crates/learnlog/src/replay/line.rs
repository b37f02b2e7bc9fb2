//! One entry as lines of a table, a line of JSON, or rows of CSV. Invariant: every event of an
//! entry is shown, and an entry without events shows what it is instead.

use std::io::{self, BufWriter, Stdout, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use learnlog_chain::entry_hash;
use learnlog_codec::entry::{Body, CommandOutcome, Entry, Outcome, Rejected};
use learnlog_domain::time::EffectiveDay;
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::json;
use crate::output::Format;
use crate::replay::describe::describe;
use crate::replay::payload::message_type;
use crate::replay::titles::Titles;

/// Writes entries to stdout.
pub struct Writer<W: Write = BufWriter<Stdout>> {
    format: Format,
    titles: Titles,
    /// Entries of several streams come along: say which.
    shows_stream: bool,
    out: W,
}

impl Writer {
    /// To stdout. Errors: stdout cannot be written.
    pub fn begin(format: Format, titles: Titles, shows_stream: bool) -> io::Result<Self> {
        Self::new(format, titles, shows_stream, BufWriter::new(io::stdout()))
    }
}

/// What one line or row says about an entry or one of its events.
struct Line {
    what: String,
    detail: String,
}

impl<W: Write> Writer<W> {
    /// To anything. Errors: `out` cannot be written.
    pub fn new(format: Format, titles: Titles, shows_stream: bool, mut out: W) -> io::Result<Self> {
        if format == Format::Csv {
            let header = "log,sequence,stream,stream_sequence,recorded_at,occurred_on,what,detail";
            writeln!(out, "{header}")?;
        }
        Ok(Self { format, titles, shows_stream, out })
    }

    /// One entry. Errors: [`Failure`].
    pub fn entry(&mut self, entry: &Entry, value: &[u8]) -> Result<(), Failure> {
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut self.out, &as_json(entry, value)?)
                    .map_err(io::Error::from)?;
                writeln!(self.out)?;
            }
            Format::Table => {
                // So that a log replayed for long names what was defined on the way.
                self.titles.learn(entry);
                self.table(entry)?;
            }
            Format::Csv => self.csv(entry)?,
        }
        Ok(())
    }

    /// Hands over what was written so far. Errors: stdout cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn table(&mut self, entry: &Entry) -> io::Result<()> {
        let at = format!("{}:{}", entry.log.0, entry.sequence);
        let recorded = instant(entry);
        let stream = match (&entry.body, self.shows_stream) {
            (Body::Command(command), true) => format!("{:<49}", command.stream.to_string()),
            (Body::Genesis(_), true) => format!("{:<49}", ""),
            (_, false) => String::new(),
        };
        let day = occurred_on(entry);
        let mut left = format!("{at:<10}  {recorded}  {stream}{day:<10}");
        for Line { what, detail } in lines(entry, &self.titles) {
            let line = format!("{left}  {what:<34}  {detail}");
            writeln!(self.out, "{}", line.trim_end())?;
            left = " ".repeat(left.chars().count());
        }
        Ok(())
    }

    fn csv(&mut self, entry: &Entry) -> io::Result<()> {
        let (stream, stream_sequence) = match &entry.body {
            Body::Command(command) => {
                (command.stream.to_string(), command.stream_sequence.to_string())
            }
            Body::Genesis(_) => (String::new(), String::new()),
        };
        let (log, sequence) = (entry.log.0.to_string(), entry.sequence.to_string());
        let (recorded, day) = (instant(entry), occurred_on(entry));
        let mut csv = csv::Writer::from_writer(&mut self.out);
        for Line { what, detail } in lines(entry, &self.titles) {
            csv.write_record([
                &log,
                &sequence,
                &stream,
                &stream_sequence,
                &recorded,
                &day,
                &what,
                &detail,
            ])?;
        }
        csv.flush()
    }
}

/// RFC 3339, always with six digits, so that columns stand below each other.
fn instant(entry: &Entry) -> String {
    let instant = Timestamp::from_microsecond(entry.recorded_at.micros());
    instant.map(|instant| format!("{instant:.6}")).unwrap_or_default()
}

/// The civil day on which it happened; "unknown" if nobody knows, empty where it is not about the
/// world.
fn occurred_on(entry: &Entry) -> String {
    let Body::Command(command) = &entry.body else { return String::new() };
    match command.envelope.occurred.as_ref().map(|occurred| occurred.effective()) {
        Some(EffectiveDay::Known(day)) => day.to_string(),
        Some(EffectiveDay::Unknown { .. }) => "unknown".to_owned(),
        None => String::new(),
    }
}

fn lines(entry: &Entry, titles: &Titles) -> Vec<Line> {
    let line = |what: &str, detail: String| vec![Line { what: what.to_owned(), detail }];
    match &entry.body {
        Body::Genesis(genesis) => {
            let detail =
                format!("ledger {}, {} entries logs", genesis.ledger_id, genesis.entries_logs);
            line("genesis", detail)
        }
        Body::Command(command) => match &command.outcome {
            Outcome::Recorded(events) => events
                .iter()
                .map(|recorded| Line {
                    what: learnlog_codec::event_type(&recorded.event).to_owned(),
                    detail: describe(&recorded.event, titles),
                })
                .collect(),
            Outcome::Rejected(rejected) => line("rejected", rejection(rejected)),
            Outcome::Unchanged(reason) => line("unchanged", reason.clone()),
            Outcome::Abandoned => line("abandoned", abandoned(command)),
        },
    }
}

fn rejection(rejected: &Rejected) -> String {
    let details = rejected.details.iter().map(|(name, value)| format!(" {name}={value}"));
    rejected.reason.clone() + &details.collect::<String>()
}

fn abandoned(command: &CommandOutcome) -> String {
    format!("command {}", command.envelope.command_id)
}

/// The stored message by reflection, with each payload as the message that it is.
fn as_json(entry: &Entry, value: &[u8]) -> Result<Value, Failure> {
    let mut stored = json::from_bytes("learnlog.ledger.v1.Entry", value).map_err(Failure::bug)?;
    if let Body::Command(command) = &entry.body
        && let Outcome::Recorded(events) = &command.outcome
    {
        for (index, recorded) in events.iter().enumerate() {
            let payload = payload(value, index).map_err(Failure::data)?;
            let payload = json::from_bytes(message_type(&recorded.event), &payload);
            stored["recorded"]["events"][index]["payload"] = payload.map_err(Failure::bug)?;
        }
    }
    Ok(json!({
        "log": entry.log.0,
        "sequence": entry.sequence,
        "hash": entry_hash(value).to_string(),
        "entry": stored,
        // As it lies on Kafka: what the hash is taken of.
        "value": STANDARD.encode(value),
    }))
}

/// The payload's bytes as stored.
fn payload(value: &[u8], index: usize) -> Result<Vec<u8>, prost::DecodeError> {
    use learnlog_proto::ledger::entry::Outcome as Stored;
    let stored: learnlog_proto::ledger::Entry = prost::Message::decode(value)?;
    let event = match stored.outcome {
        Some(Stored::Recorded(recorded)) => recorded.events.into_iter().nth(index),
        _ => None,
    };
    Ok(event.map(|event| event.payload).unwrap_or_default())
}
