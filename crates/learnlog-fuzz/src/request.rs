//! Messages that the gRPC services take from outside. Invariant: every message is accepted or refused, the same each
//! time; what is accepted is in its canonical form, and what is refused says where and why (`refusal`). Page tokens are
//! left to `page_token`, headers of calls to `metadata`.

mod canonical_form;
mod command;
mod field_path;
mod forwarding;
mod names;
mod position;
mod question;
mod refusal;
mod replay;

use learnlog_api::error::ApiError;
use learnlog_api::error::reason::Reason;

/// Logs of the ledger that is asked.
pub const LOGS: u32 = 10;

/// Partitions of its entries topic.
const ENTRIES_LOGS: u32 = LOGS - 2;

/// A message that is read.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Of the kept input that is accepted.
    pub name: &'static str,
    /// Of `learnlog.api.v1`.
    pub message: &'static str,
    /// Within which message the refusals of this one name their fields.
    pub fields_of: &'static str,
    /// All of its refusals, as its proto documents them.
    pub reasons: &'static [Reason],
    /// Panics if a property does not hold of these bytes.
    pub read: fn(&[u8]) -> Read,
}

/// What became of bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum Read {
    /// They are not that message.
    Undecodable,
    /// With its reason.
    Refused(ApiError),
    /// And every property held.
    Accepted,
}

/// The first byte of an input is an index into these; new ones go to the end.
pub const KINDS: &[Kind] = &[
    of_command("command", "Command", command::check),
    of_command("submit", "SubmitRequest", forwarding::request),
    of_command("submit_stream", "SubmitStreamRequest", forwarding::item),
    asked("derive_ids", "DeriveIdsRequest", names::REASONS, names::request),
    asked("get_transcript", "GetTranscriptRequest", question::OF_TRANSCRIPT, question::transcript),
    asked("list_overdue", "ListOverdueRequest", question::OF_OVERDUE, question::overdue),
    asked(
        "get_completion_dashboard",
        "GetCompletionDashboardRequest",
        question::OF_DASHBOARD,
        question::dashboard,
    ),
    asked("get_position", "GetPositionRequest", &[], replay::nothing),
    asked("replay_stream", "ReplayStreamRequest", replay::OF_STREAM, replay::stream),
    asked("replay_log", "ReplayLogRequest", replay::OF_LOG, replay::log),
    asked("answer_of_another_process", "SubmitStreamResponse", &[], forwarding::answer),
];

const fn asked(
    name: &'static str,
    message: &'static str,
    reasons: &'static [Reason],
    read: fn(&[u8]) -> Read,
) -> Kind {
    Kind { name, message, fields_of: message, reasons, read }
}

/// Where a command stands, its fields are named from the request of Submit on.
const fn of_command(name: &'static str, message: &'static str, read: fn(&[u8]) -> Read) -> Kind {
    Kind { name, message, fields_of: "SubmitRequest", reasons: OF_COMMAND, read }
}

const OF_COMMAND: &[Reason] = &[
    Reason::FieldMissing,
    Reason::FieldNotAllowed,
    Reason::IdInvalid,
    Reason::EnumUnknown,
    Reason::DateInvalid,
    Reason::InstantInvalid,
    Reason::ZoneUnknown,
    Reason::TextInvalid,
    Reason::CodeInvalid,
    Reason::NumberOutOfRange,
    Reason::TooManyItems,
    Reason::ItemRepeated,
    Reason::PositionInvalid,
];

/// What must hold of any bytes as the message that the first of them chooses.
pub fn check(bytes: &[u8]) {
    let Some((&choice, message)) = bytes.split_first() else { return };
    let Some(kind) = KINDS.get(usize::from(choice)) else { return };
    let read = (kind.read)(message);
    if let Read::Refused(error) = &read {
        refusal::check(kind, error);
        assert_eq!((kind.read)(message), read, "what was refused is refused");
    }
}
