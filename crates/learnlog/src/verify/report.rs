//! The verdict in words and JSON. Invariant: the whole is good only if every log is.

use std::time::Duration;

use learnlog_chain::Head;
use learnlog_codec::entry::LogNumber;
use learnlog_domain::id::LedgerId;
use learnlog_proto::api::StrayCount;
use serde_json::{Map, Value, json};

use crate::client::refusal::ClientError;
use crate::exit::Exit;
use crate::output::Answer;
use crate::output::sheet::{Column, Sheet, hash, number, text};
use crate::verify::finding::Finding;

/// What was found in one log.
pub struct LogReport {
    /// Which log.
    pub log: LogNumber,
    /// The last entry that was good.
    pub head: Head,
    /// The catalog entry under which the last of them was decided; 0 if none names one.
    pub catalog_sequence: u64,
    /// Streams seen.
    pub streams: usize,
    /// Of the values read.
    pub value_bytes: u64,
    /// Messages that are not of the chain, as the server counts them.
    pub strays: Vec<StrayCount>,
    /// Good or not.
    pub verdict: Verdict,
}

/// Whether a log is what it must be.
pub enum Verdict {
    /// Every entry of it.
    Good,
    /// The first entry that is not.
    Broken {
        /// Of the entry.
        sequence: u64,
        /// What is wrong with it.
        finding: Finding,
    },
    /// It could not be read to its end.
    Unread(ClientError),
}

impl Verdict {
    fn word(&self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Broken { .. } => "broken",
            Self::Unread(_) => "unread",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Good => String::new(),
            Self::Broken { sequence, finding } => {
                format!("entry {sequence}: {}", chain(finding))
            }
            Self::Unread(error) => error.to_string(),
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |words, cause| format!("{words}: {cause}"))
}

impl LogReport {
    /// A log whose genesis is not usable.
    pub fn broken_at_genesis(log: LogNumber, finding: Finding) -> Self {
        let verdict = Verdict::Broken { sequence: 1, finding };
        let (head, strays) = (Head::EMPTY, Vec::new());
        Self { log, head, catalog_sequence: 0, streams: 0, value_bytes: 0, strays, verdict }
    }

    fn json(&self) -> Value {
        let strays = self.strays.iter().map(|stray| (stray.cause.clone(), stray.count.into()));
        let mut json = json!({
            "log": self.log.0,
            "verdict": self.verdict.word(),
            "entries": self.head.sequence,
            "streams": self.streams,
            "value_bytes": self.value_bytes,
            "hash": self.head.hash.to_string(),
            "strays": strays.collect::<Map<_, _>>(),
        });
        match &self.verdict {
            Verdict::Good => {}
            Verdict::Broken { sequence, finding } => {
                json["broken_at"] = (*sequence).into();
                json["finding"] = chain(finding).into();
            }
            Verdict::Unread(error) => json["finding"] = error.to_string().into(),
        }
        json
    }
}

/// What was found in all logs.
pub struct Report {
    /// As the catalog's genesis says; None where it is broken.
    pub ledger_id: Option<LedgerId>,
    /// By number.
    pub logs: Vec<LogReport>,
    /// Whether the read models said how far they had seen the logs.
    pub projections_compared: bool,
    /// From the first request to the last entry.
    pub elapsed: Duration,
}

const COLUMNS: &[Column] = &[
    number("log"),
    text("verdict"),
    number("entries"),
    number("streams"),
    number("strays"),
    hash("hash"),
    text("finding"),
];

impl Report {
    /// [`Exit::No`] if a log is broken, else that of a log that could not be read.
    pub fn exit(&self) -> Exit {
        let broken = |report: &LogReport| matches!(report.verdict, Verdict::Broken { .. });
        let mut unread = self.logs.iter().filter_map(|report| match &report.verdict {
            Verdict::Unread(ClientError::Refused(refusal)) => Some(Exit::of_code(refusal.code)),
            Verdict::Unread(_) => Some(Exit::Bug),
            Verdict::Good | Verdict::Broken { .. } => None,
        });
        if self.logs.iter().any(broken) { Exit::No } else { unread.next().unwrap_or(Exit::Done) }
    }

    fn entries(&self) -> u64 {
        self.logs.iter().map(|report| report.head.sequence).sum()
    }

    fn entries_per_second(&self) -> f64 {
        // Counts of entries lie far below 2^53.
        self.entries() as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    /// In all forms.
    pub fn answer(&self) -> Answer {
        let mut sheet = Sheet::new(COLUMNS);
        for report in &self.logs {
            sheet.row([
                report.log.0.to_string(),
                report.verdict.word().to_owned(),
                report.head.sequence.to_string(),
                report.streams.to_string(),
                report.strays.iter().map(|stray| stray.count).sum::<u64>().to_string(),
                report.head.hash.to_string(),
                report.verdict.detail(),
            ]);
        }
        let mut notes = vec![self.words()];
        if !self.projections_compared {
            let words = "read models do not answer: what they have seen was not compared";
            notes.push(words.to_owned());
        }
        Answer { json: self.json(), heading: None, sheets: vec![sheet], notes }
    }

    fn words(&self) -> String {
        let (entries, logs) = (self.entries(), self.logs.len());
        let bad = self.logs.iter().find(|report| !matches!(report.verdict, Verdict::Good));
        let verdict = match bad {
            None => format!("verified: {entries} entries in {logs} logs are what they must be"),
            Some(report) => {
                let word = report.verdict.word();
                format!("NOT verified: log {} is {word}: {}", report.log.0, report.verdict.detail())
            }
        };
        let (rate, seconds) = (self.entries_per_second(), self.elapsed.as_secs_f64());
        format!("{verdict} ({seconds:.1} s, {rate:.0} entries/s)")
    }

    fn json(&self) -> Value {
        json!({
            "verified": self.logs.iter().all(|report| matches!(report.verdict, Verdict::Good)),
            "ledger_id": self.ledger_id.map(|id| id.to_string()),
            "projections_compared": self.projections_compared,
            "entries": self.entries(),
            "seconds": self.elapsed.as_secs_f64(),
            "entries_per_second": self.entries_per_second(),
            "logs": self.logs.iter().map(LogReport::json).collect::<Vec<_>>(),
        })
    }
}
