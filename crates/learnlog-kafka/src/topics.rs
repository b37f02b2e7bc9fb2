//! Making the ledger's topics, and checking those that are there. Invariant: a topic is used only
//! if it keeps every message as it was written, for ever, and has the partitions that genesis
//! names.

mod admin;
pub mod error;
pub mod names;
mod settings;

use rdkafka::error::KafkaError;
use tokio::runtime::Handle;

use crate::connection::Connection;
use admin::{TopicAdmin, said};
use error::TopicError;

/// Makes the topic unless it exists, and checks it. Safe to run again and in several processes at
/// once.
///
/// Errors: those of [`check`].
pub async fn ensure(
    connection: &Connection,
    topic: &str,
    partitions: u32,
) -> Result<(), TopicError> {
    administer(connection, topic, move |admin| {
        admin.create(partitions)?;
        admin.check_new(partitions)
    })
    .await
}

/// Checks that the topic is there, with so many partitions and the settings that the ledger needs.
///
/// Errors: it is not, or the brokers do not answer in time.
pub async fn check(
    connection: &Connection,
    topic: &str,
    partitions: u32,
) -> Result<(), TopicError> {
    administer(connection, topic, move |admin| admin.check(partitions)).await
}

/// Runs `work` on a thread where it may block.
async fn administer(
    connection: &Connection,
    topic: &str,
    work: impl FnOnce(&TopicAdmin) -> Result<(), TopicError> + Send + 'static,
) -> Result<(), TopicError> {
    let config = connection.client(&[], &[]);
    let (topic, runtime) = (topic.to_owned(), Handle::current());
    let work =
        tokio::task::spawn_blocking(move || work(&TopicAdmin::new(&config, topic, runtime)?));
    work.await.map_err(|_| said("finish what was asked of it")(KafkaError::Canceled))?
}
