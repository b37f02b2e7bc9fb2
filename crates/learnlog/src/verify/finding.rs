//! What can be wrong with an entry. Invariant: a finding names what was expected and what is there,
//! and never anything personal.

use learnlog_chain::Hash;
use learnlog_codec::entry::LogNumber;
use learnlog_codec::genesis::EntriesLogsOutOfRange;
use learnlog_codec::parse::{InterpretError, ParseError};
use learnlog_domain::id::CommandId;
use learnlog_domain::stream::StreamId;

/// Why an entry, or the end of a log, is not what it must be.
#[derive(Debug, thiserror::Error)]
pub enum Finding {
    /// Nothing was replayed.
    #[error("the log is empty: it has no genesis")]
    Empty,
    /// The server says that it serves another ledger.
    #[error("the server names another ledger than the catalog's genesis")]
    OtherLedger,
    /// The server does not know the log.
    #[error("the server does not list this log among its heads")]
    NoHead,
    /// No entry at all.
    #[error("the bytes are no entry")]
    NoEntry(#[source] ParseError),
    /// It extends the chain, and what it means cannot be told: writers and projectors stop there.
    #[error("the entry cannot be interpreted")]
    Uninterpretable(#[source] InterpretError),
    /// A log count that no ledger has.
    #[error("the genesis is out of range")]
    Range(#[source] EntriesLogsOutOfRange),
    /// Sequence or previous hash do not extend the chain.
    #[error(
        "the chain is broken: sequence {claimed} on {previous}, after entry {head} with {hash}"
    )]
    Chain {
        /// As the entry says.
        claimed: u64,
        /// As the entry says.
        previous: Hash,
        /// The entry before.
        head: u64,
        /// Its hash.
        hash: Hash,
    },
    /// The server counts differently than the entry.
    #[error("the server replayed it as entry {told}")]
    Told {
        /// As the server says.
        told: u64,
    },
    /// The entry belongs elsewhere.
    #[error("the entry says that it is of log {}", claimed.0)]
    OtherLog {
        /// As the entry says.
        claimed: LogNumber,
    },
    /// The first entry is not the one that follows from the catalog's genesis and the log's number.
    #[error("the genesis does not derive from the catalog's")]
    Genesis,
    /// Recorded time is missing or went back.
    #[error("recorded_at goes back, or is missing")]
    RecordedAt,
    /// The catalog's sequence went back, or is not the own sequence - 1 in the catalog itself.
    #[error("catalog_sequence is {claimed}, which must be {expected}")]
    CatalogSequence {
        /// As the entry says.
        claimed: u64,
        /// In words.
        expected: String,
    },
    /// The stream's key does not lead to this log.
    #[error("{stream} lies in log {}, not in this one", home.0)]
    Misplaced {
        /// Of the entry.
        stream: StreamId,
        /// Where it belongs.
        home: LogNumber,
    },
    /// An entry of the stream was left out, or the link is false.
    #[error("the link inside {stream} is broken: entry {claimed} of it follows entry {last}")]
    StreamLink {
        /// Of the entry.
        stream: StreamId,
        /// Its place in the stream, as it says.
        claimed: u64,
        /// The last place seen.
        last: u64,
    },
    /// Two entries for one command.
    #[error("{stream} has a second entry for command {command}")]
    CommandTwice {
        /// Of the entry.
        stream: StreamId,
        /// Of both entries.
        command: CommandId,
    },
    /// The server's head is another entry.
    #[error("the server says that this entry's hash is another")]
    HeadDiffers,
    /// The log ends before an entry that was there when verification began.
    #[error("the log ends here, before entry {told}, which {by} has seen")]
    EndsEarly {
        /// Who says so.
        by: String,
        /// The entry.
        told: u64,
    },
    /// The server does not go on with the log.
    #[error("the server has stopped the log: {state}")]
    Stopped {
        /// As the server says.
        state: String,
    },
    /// This machine cannot check a log of this size.
    #[error("the log has more entries than can be checked in memory")]
    TooLarge,
}
