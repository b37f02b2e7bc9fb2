//! The protocol and its broken relatives. Invariant: each differs from the protocol in one rule, so
//! that what catches it is what that rule is for.

/// Which rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variant {
    /// The protocol of the design.
    Faithful,
    /// A failure report is a final "no".
    AbortedIsFinal,
    /// A later report confirms the entries before it.
    LaterReportConfirms,
    /// A repeated command is answered from an entry that is not confirmed.
    AnswersUnconfirmed,
    /// A cached state keeps the writer's own lost entries.
    CacheKeepsLost,
    /// A cached state is kept although an entry of its stream was just read.
    CacheKeepsTouched,
    /// A command makes two entries.
    TwoEntries,
    /// Any success confirms, wherever the entry landed.
    NoOffsetTest,
    /// The leader alone acknowledges.
    AcksLeader,
    /// A broker that lacks committed messages may become leader.
    UncleanElection,
    /// A snapshot of the index that is ahead of the head is folded as if it stood there.
    IndexAhead,
    /// A snapshot is joined with a tail that was looked at before the snapshot was taken.
    TailBeforeSnapshot,
    /// A snapshot is joined with a tail that begins too late for it.
    TailWithGap,
    /// The high watermark is taken for read although the reader met an end before it.
    WatermarkIsRead,
    /// Reports of an older generation are believed.
    OldReports,
    /// A success with a fabricated offset is a success.
    FabricatedOffset,
    /// After a read-back, a writer recognizes only what it made itself.
    OwnBytes,
    /// An `Abandon` is compared by digest.
    AbandonHasDigest,
    /// Who forwards a command to a log's owner takes a missed deadline for a "no".
    DeadlineIsNo,
    /// The acceptance rule looks at the sequence alone.
    SequenceAlone,
}

impl Variant {
    /// All that are broken.
    pub const BROKEN: &[Self] = &[
        Self::AbortedIsFinal,
        Self::LaterReportConfirms,
        Self::AnswersUnconfirmed,
        Self::CacheKeepsLost,
        Self::CacheKeepsTouched,
        Self::TwoEntries,
        Self::NoOffsetTest,
        Self::AcksLeader,
        Self::UncleanElection,
        Self::IndexAhead,
        Self::TailBeforeSnapshot,
        Self::TailWithGap,
        Self::WatermarkIsRead,
        Self::OldReports,
        Self::FabricatedOffset,
        Self::OwnBytes,
        Self::AbandonHasDigest,
        Self::DeadlineIsNo,
        Self::SequenceAlone,
    ];

    /// Whether writers keep states from one command to the next.
    pub fn keeps_states(self) -> bool {
        matches!(self, Self::CacheKeepsLost | Self::CacheKeepsTouched)
    }
}
