//! Every limit of the Kafka client in one place, with its unit in its name.

use std::time::Duration;

/// How long a question to the brokers may take.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a broker may leave a request on an open connection unanswered before it counts as gone.
/// More than [`FETCH_WAIT_MS`], which a broker takes on purpose.
pub const SOCKET_TIMEOUT_MS: u32 = 10_000;

/// How long making a connection may take.
pub const CONNECT_TIMEOUT_MS: u32 = 10_000;

/// Between two attempts to reach a broker that does not answer, at most.
pub const RECONNECT_PAUSE_MS: u32 = 1_000;

/// How long a record that was sent may wait to be acknowledged; then its outcome is unknown and the log is read.
/// It may have waited as long for the group before.
pub const MESSAGE_TIMEOUT_MS: u32 = 10_000;

/// The longest that [`MESSAGE_TIMEOUT_MS`] may be set to: twice that is well below the delay at which a log
/// stops (`learnlog_ledger::limits::APPEND_DELAY_LIMIT`).
pub const MESSAGE_TIMEOUT_LIMIT_MS: u32 = 20_000;

/// How long librdkafka lets a record wait for others to share its request: not at all. Others gather
/// while a group is under way, see [`GROUP_LIMIT_RECORDS`].
pub const LINGER_MS: u32 = 0;

/// Records of one producer that are under way at once, in one request (`batch.size`: a megabyte). While any is,
/// others gather, and go together when the last was reported: groups are small when little happens, and grow
/// with the load. A broker that is far away gets so much a round trip.
pub const GROUP_LIMIT_RECORDS: usize = 4_096;

/// How long the groups of other logs wait for those under way, at most. Where brokers are nearer than
/// this, a log's group waits for one round of all logs; where they are farther, for this long.
pub const ROUND_TIME: Duration = Duration::from_millis(10);

/// Requests of one producer that are under way; a group is one.
pub const REQUESTS_IN_FLIGHT: u32 = 1;

/// The most that [`REQUESTS_IN_FLIGHT`] may be set to: an idempotent producer's brokers remember so many.
pub const REQUESTS_IN_FLIGHT_LIMIT: u32 = 5;

/// Records that wait in one producer.
pub const PRODUCER_QUEUE_LIMIT_RECORDS: u32 = 20_000;

/// Kibibytes of records that wait in one producer.
pub const PRODUCER_QUEUE_LIMIT_KIB: u32 = 16_384;

/// Kibibytes that a reader fetches ahead; one fetch may come on top.
pub const READER_QUEUE_LIMIT_KIB: u32 = 2_048;

/// How long a reader with a full queue waits before it looks again. librdkafka's own second would
/// make it wait most of the time.
pub const READER_QUEUE_PAUSE_MS: u32 = 10;

/// Bytes of one fetch. A larger record is fetched nevertheless, alone.
pub const FETCH_LIMIT_BYTES: u32 = 1 << 20;

/// How long a broker holds a fetch that finds nothing: a reader sees a new record at once, and an
/// idle one asks twice a second.
pub const FETCH_WAIT_MS: u32 = 500;

/// Between a failed fetch and the next.
pub const FETCH_RETRY_PAUSE_MS: u32 = 100;

/// Bytes of a record, its key and headers. Larger ones are refused before they are sent.
pub const RECORD_LIMIT_BYTES: u32 = 1_000_000;

/// Bytes of a batch of one record that a topic must take: [`RECORD_LIMIT_BYTES`] and the batch's
/// own. It is also what brokers take unless told otherwise.
pub const TOPIC_RECORD_LIMIT_BYTES: u32 = 1_048_588;

/// How old the client that asks for bounds must be to be replaced when it fails.
pub const ASKER_PAUSE: Duration = Duration::from_secs(1);

/// Lines of librdkafka's log that are passed on with each question asked.
pub const ASKER_LOG_LIMIT_LINES: usize = 64;

/// How long a new topic may take to be known to every broker and to have leaders.
pub const TOPIC_KNOWN_TIMEOUT: Duration = Duration::from_secs(30);

/// Between two looks at something that is about to appear.
pub const POLL_PAUSE: Duration = Duration::from_millis(50);
