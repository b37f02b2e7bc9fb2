//! Every limit of the ledger in one place, with its unit in its name.

use std::time::Duration;

/// How long a resuming reader waits for the next record up to its checkpoint.
pub const RESUME_WAIT: Duration = Duration::from_secs(10);

/// Commands waiting for one log's writer. Past it, submitting waits, then fails: `SubmitError::Overloaded`.
pub const QUEUE_LIMIT_COMMANDS: usize = 4_096;

/// How long a submission waits for room in the queue.
pub const QUEUE_WAIT: Duration = Duration::from_secs(5);

/// Entries of one log that are produced and not yet confirmed. Past it, the writer takes no more commands.
pub const PIPELINE_LIMIT_ENTRIES: usize = 4_096;

/// Entries before a place that who resumes there reads again: as many as the writer of an end that was lost may still have had under way.
pub const TRAIL_ENTRIES: u64 = PIPELINE_LIMIT_ENTRIES as u64;

/// Commands decided before the writer looks at reports again.
pub const GROUP_LIMIT_COMMANDS: usize = 256;

/// Raw bytes of confirmed entries that the index has not passed. Past it, the writer takes no more commands.
pub const TAIL_LIMIT_BYTES: usize = 16 << 20;

/// Records that a starting writer may be ahead of the index. Past it, it waits for the index.
pub const START_LAG_LIMIT_RECORDS: u64 = 20_000;

/// Estimated bytes of stream states that one log's writer keeps.
pub const CACHE_LIMIT_BYTES: usize = 16 << 20;

/// Streams read from the index in one query.
pub const LOAD_LIMIT_STREAMS: usize = 512;

/// Queries for streams under way at once for one log.
pub const LOAD_LIMIT_QUERIES: usize = 4;

/// Bytes of one entry's value. Kafka's default for a message is 1 MiB with its headers.
pub const ENTRY_LIMIT_BYTES: usize = 900 << 10;

/// How far the writer's clock may be from PostgreSQL's, and ahead of the log's append time.
pub const CLOCK_LIMIT: Duration = Duration::from_secs(5);

/// How far the log's append time may be behind which the writer's clock lies: a record may wait this long to be sent.
pub const APPEND_DELAY_LIMIT: Duration = Duration::from_secs(60);

/// How long a reported offset may lie beyond the end of the log before acknowledged data counts as gone.
pub const ACKNOWLEDGED_GONE_WAIT: Duration = Duration::from_secs(30);

/// How long a log must go on ending before what was read of it until that is believed: longer than a broker takes to hear that it was
/// replaced (its session is 9 s, unless configured).
pub const DOUBT_TIME: Duration = Duration::from_secs(15);

/// How long the catalog's writer waits for its follower to see what it has read, before it turns callers away.
pub const CATALOG_WAIT: Duration = Duration::from_secs(5);

/// How long a read-back may show nothing before its end.
pub const READ_BACK_STALL_LIMIT: Duration = Duration::from_secs(30);

/// How long one look at the log waits for records.
pub const POLL_WAIT: Duration = Duration::from_millis(100);

/// Between two attempts to recover.
pub const RETRY_PAUSE: Duration = Duration::from_millis(250);

/// Between two lines in the log about what a writer waits for.
pub const TOLD_PAUSE: Duration = Duration::from_secs(10);

/// Between two looks at how far the index has come; projectors let some time pass between batches.
pub const INDEX_LOOK_PAUSE: Duration = Duration::from_millis(200);

/// How long the end of a ledger waits for the follower of its catalog.
pub const FOLLOWER_STOP_WAIT: Duration = Duration::from_secs(5);
