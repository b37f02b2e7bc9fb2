//! The entry, decoded. Invariant: this is for reading and for making new entries; what lies in the
//! ledger is hashed and forwarded as raw bytes, because bytes decoded and encoded again are not the
//! entry.

use learnlog_chain::Hash;
use learnlog_domain::event::Event;
use learnlog_domain::id::{CommandId, EntryId, KeyId, LedgerId};
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::{Occurred, Timestamp};
use uuid::Uuid;

/// Number of a log: 0 = catalog, 1..=N = partitions 0..N-1 of the entries topic, N+1 = operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogNumber(pub u32);

impl std::fmt::Display for LogNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The outcome of one command, with everything that is written down with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// 1, 2, 3 … within the log.
    pub sequence: u64,
    /// Hash of the entry before it in the log.
    pub previous_hash: Hash,
    /// The log it belongs to.
    pub log: LogNumber,
    /// Chosen by the writer.
    pub entry_id: EntryId,
    /// When the writer recorded it; never going back within a log.
    pub recorded_at: Timestamp,
    /// The catalog it was decided under.
    pub catalog_sequence: u64,
    /// What it is.
    pub body: Body,
}

/// Genesis has no command; every other entry has one.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// The first entry of a log.
    Genesis(Genesis),
    /// The outcome of a command.
    Command(Box<CommandOutcome>),
}

/// What a log begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// Which ledger.
    pub ledger_id: LedgerId,
    /// N: partitions of the entries topic.
    pub entries_logs: u32,
    /// When the ledger was made.
    pub created_at: Timestamp,
    /// None in the catalog.
    pub catalog_genesis_hash: Option<Hash>,
}

/// Sequence and hash of the previous entry of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamLink {
    /// 0 for the first entry of a stream.
    pub sequence: u64,
    /// [`Hash::ZERO`] for the first entry of a stream.
    pub hash: Hash,
}

impl StreamLink {
    /// Before the first entry of a stream.
    pub const NONE: Self = Self { sequence: 0, hash: Hash::ZERO };
}

/// The command's envelope and its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandOutcome {
    /// What it belongs to.
    pub stream: StreamId,
    /// 1, 2, 3 … within the stream.
    pub stream_sequence: u64,
    /// The entry before it in the stream.
    pub previous_in_stream: StreamLink,
    /// What the caller asked, and in whose name.
    pub envelope: Envelope,
    /// What came of it.
    pub outcome: Outcome,
}

/// Where a command's entry stands in its stream: what a verifier reads of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What it belongs to.
    pub stream: StreamId,
    /// 1, 2, 3 … within the stream.
    pub stream_sequence: u64,
    /// The entry before it in the stream.
    pub previous_in_stream: StreamLink,
    /// Unique within the stream.
    pub command_id: CommandId,
}

/// What a command carries besides what it asks: chosen by the caller or by the front door, never by
/// the rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The caller's.
    pub command_id: CommandId,
    /// None only for `Abandon`.
    pub digest: Option<CommandDigest>,
    /// When it happened in the world.
    pub occurred: Option<Occurred>,
    /// Who asked.
    pub actor: Actor,
    /// Where the fact comes from.
    pub source_system: String,
    /// Why.
    pub reason: Option<Reason>,
    /// What it belongs to.
    pub correlation_id: Option<Uuid>,
    /// What led to it.
    pub causation_id: Option<Uuid>,
    /// The read model that justified it.
    pub basis: Option<LedgerPosition>,
    /// The rejected command that it tries again.
    pub retry_of: Option<CommandId>,
}

/// HMAC-SHA-256 over the plaintext command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandDigest {
    /// The person's key, else the ledger's.
    pub key_id: KeyId,
    /// The HMAC.
    pub hmac: [u8; 32],
}

/// Who asked; opaque ids only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What it is.
    pub kind: ActorKind,
    /// Its id at its issuer.
    pub subject: String,
    /// Who vouches for it.
    pub issuer: String,
    /// The subject on whose behalf a service acts.
    pub on_behalf_of: Option<String>,
    /// How it proved who it is.
    pub authenticated: AuthenticationMethod,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A human being.
    Person,
    /// Another service.
    Service,
    /// learnlog itself.
    System,
}

/// How an actor proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthenticationMethod {
    /// A JWT by a configured key set.
    Jwt,
    /// A token that `learnlog token` issued.
    LocalToken,
    /// A client certificate.
    ClientCertificate,
    /// learnlog itself.
    Internal,
}

/// Why something was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Of the caller's own list; may be empty where there is text.
    pub code: String,
    /// In the caller's words.
    pub text: Option<Protected>,
}

/// A vector of sequences, sorted by log, one element per log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerPosition(pub Vec<(LogNumber, u64)>);

/// What came of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// 1..n events.
    Recorded(Vec<RecordedEvent>),
    /// The rules said no.
    Rejected(Rejected),
    /// Nothing to do; a reason code.
    Unchanged(String),
    /// Given up by its caller.
    Abandoned,
}

/// An event inside an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    /// The fact, upcast to the newest version of its type.
    pub event: Event,
    /// Index of the event of the same entry whose consequence this is.
    pub consequence_of: Option<u32>,
}

/// A rejection as written: codes and ids, never request text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// "COURSE_UNKNOWN".
    pub reason: String,
    /// Sorted by name.
    pub details: Vec<(String, String)>,
}
