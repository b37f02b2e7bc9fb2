//! Why a writer cannot go on yet, or not at all. Invariant: every variant is either one that waiting may cure or one that stops the log.

use std::sync::Arc;
use std::time::Duration;

use learnlog_codec::parse::InterpretError;

use crate::event_log::LogError;
use crate::index::IndexError;
use crate::limits::{ACKNOWLEDGED_GONE_WAIT, CATALOG_WAIT, DOUBT_TIME};
use crate::read_error::ReadError;

/// Why an attempt to settle failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettleError {
    #[error("the log cannot be read")]
    Read(#[from] ReadError),
    #[error("the log does not take a producer")]
    Open(#[source] LogError),
    #[error("the entry index does not answer")]
    Index(#[from] IndexError),
    #[error("the entry index is {records} records behind: waiting for the projector")]
    IndexBehind { records: u64 },
    #[error("the catalog is behind: waiting for it")]
    CatalogBehind,
    #[error("the catalog is stopped: {why}")]
    CatalogStopped { why: Arc<str> },
    #[error("the catalog has moved on: reading on")]
    CatalogAhead,
    #[error(
        "the log ends at offset {high}, but offset {reported} was acknowledged: acknowledged entries may be gone"
    )]
    AcknowledgedGone { reported: u64, high: u64 },
    #[error("sequence {sequence} cannot be read by this process")]
    Unreadable {
        sequence: u64,
        #[source]
        source: InterpretError,
    },
    #[error("the log shows nothing between offset {next} and its end at {high}")]
    Stalled { next: u64, high: u64 },
    #[error("this machine's clock and PostgreSQL's are {apart_ms} ms apart: set the clocks")]
    Clock { apart_ms: i64 },
}

impl SettleError {
    /// Whether the log seems to have lost its end.
    pub fn ends_early(&self) -> bool {
        match self {
            Self::Read(error) => error.ends_early(),
            Self::Open(source) => matches!(source, LogError::OffsetGone { .. }),
            Self::AcknowledgedGone { .. } => true,
            Self::Index(_)
            | Self::IndexBehind { .. }
            | Self::CatalogBehind
            | Self::CatalogStopped { .. }
            | Self::CatalogAhead
            | Self::Unreadable { .. }
            | Self::Stalled { .. }
            | Self::Clock { .. } => false,
        }
    }

    /// Whether waiting cannot help, after the log has seemed to lack its end for so long.
    pub fn is_final(&self, doubted: Duration) -> bool {
        match self {
            Self::Read(error) if error.ends_early() => doubted > DOUBT_TIME,
            Self::Read(error) => error.is_final(),
            Self::Open(source) => {
                matches!(source, LogError::OffsetGone { .. }) && doubted > DOUBT_TIME
            }
            Self::Unreadable { .. } | Self::CatalogStopped { .. } => true,
            Self::AcknowledgedGone { .. } => doubted > ACKNOWLEDGED_GONE_WAIT,
            Self::Index(_)
            | Self::IndexBehind { .. }
            | Self::CatalogBehind
            | Self::CatalogAhead
            | Self::Stalled { .. }
            | Self::Clock { .. } => false,
        }
    }

    /// Whether to try again before anybody is turned away.
    pub fn is_momentary(&self, waited: Duration) -> bool {
        matches!(self, Self::CatalogAhead) && waited < CATALOG_WAIT
    }

    /// The error and what it comes from, in one line.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(source) = next {
            text = format!("{text}: {source}");
            next = source.source();
        }
        text
    }
}
