//! Every limit of the Kafka client in one place, with its unit in its name.

use std::time::Duration;

/// How long a question to the brokers may take.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a record may wait to be acknowledged; then its outcome is unknown and the log is read.
pub const MESSAGE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a record waits for others to share its request.
pub const LINGER_MS: u32 = 1;

/// Records in one producer's queue.
pub const PRODUCER_QUEUE_LIMIT_RECORDS: u32 = 20_000;

/// Kibibytes in one producer's queue.
pub const PRODUCER_QUEUE_LIMIT_KIB: u32 = 16_384;

/// Kibibytes that a reader fetches ahead.
pub const READER_QUEUE_LIMIT_KIB: u32 = 4_096;

/// Bytes of one fetch.
pub const FETCH_LIMIT_BYTES: u32 = 1 << 20;

/// Bytes of a record. Brokers take 1 MiB unless told otherwise.
pub const RECORD_LIMIT_BYTES: u32 = 1_000_000;

/// How long a broker holds a fetch that finds nothing: a reader sees a new record at once, and an idle one asks twice a second.
pub const FETCH_WAIT_MS: u32 = 500;

/// Between two looks at something that is about to appear.
pub const POLL_PAUSE: Duration = Duration::from_millis(50);
