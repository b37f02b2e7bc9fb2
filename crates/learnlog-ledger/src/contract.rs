//! What every `EventLog` must do, as tests that each implementation runs on itself. Invariant: only
//! what the trait promises is asserted, so that loss, delay and other writers stay possible where
//! they are real.

#![allow(clippy::panic, clippy::expect_used, reason = "these are tests, run by several crates")]

pub mod bounds;
mod reader;
pub mod reading;
mod writer;
pub mod writing;

use std::sync::Arc;
use std::time::Duration;

use learnlog_codec::entry::LogNumber;

use crate::event_log::EventLog;

/// How long anything may take that must happen.
const DEADLINE: Duration = Duration::from_secs(60);

/// One look at a log.
const WAIT: Duration = Duration::from_millis(200);

/// An implementation, with two logs that are empty and belong to one test alone.
pub trait Subject {
    /// The implementation.
    fn event_log(&self) -> Arc<dyn EventLog>;

    /// Two empty logs.
    fn logs(&self) -> [LogNumber; 2];

    /// A log that does not exist.
    fn missing_log(&self) -> LogNumber;

    /// A record of twice that size is certainly refused, one of half that size certainly taken.
    fn record_limit_bytes(&self) -> usize;

    /// Deletes all records below `offset`.
    fn delete_before(&self, log: LogNumber, offset: u64);
}

/// Makes a test of every behavior: `event_log_contract!(expression that makes a new Subject)`.
#[macro_export]
macro_rules! event_log_contract {
    ($subject:expr) => {
        $crate::event_log_contract!($subject, writing {
            offsets_are_contiguous_and_order_is_kept,
            every_record_is_reported_once_though_purged,
            every_record_is_reported_once_though_the_producer_is_dropped,
            two_producers_interleave_and_each_keeps_its_order,
            a_record_that_is_too_large_is_refused_and_the_next_is_not,
            append_times_never_go_back_and_are_read_as_reported,
        });
        $crate::event_log_contract!($subject, reading {
            a_reader_begins_in_the_middle,
            a_reader_at_the_end_sees_what_comes_later,
            a_poll_shows_no_more_than_asked_for_and_skips_nothing,
            readers_do_not_disturb_each_other,
            logs_are_apart,
        });
        $crate::event_log_contract!($subject, bounds {
            bounds_follow_what_is_written_and_deleted,
            an_offset_below_the_first_is_gone_for_good,
            an_offset_beyond_the_next_is_gone_for_good,
            a_reader_that_is_overtaken_by_deletion_says_so,
            a_missing_log_is_missing_for_everyone,
        });
    };
    ($subject:expr, $module:ident { $($behavior:ident,)* }) => {
        mod $module {
            use super::*;

            $(
                #[test]
                fn $behavior() {
                    $crate::contract::$module::$behavior(&$subject);
                }
            )*
        }
    };
}
