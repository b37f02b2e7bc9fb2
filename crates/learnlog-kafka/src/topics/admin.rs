//! Asking the brokers about one topic, and having it made. Invariant: every call blocks, at most as
//! long as its limits say. What is demanded of a topic is left to `settings`.

use std::time::Instant;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::config::ClientConfig;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use tokio::runtime::Handle;

use crate::context::Spoken;
use crate::limits::{POLL_PAUSE, REQUEST_TIMEOUT, TOPIC_KNOWN_TIMEOUT};
use crate::topics::error::TopicError;
use crate::topics::settings::{self, REPLICAS};

/// Turns what librdkafka says of an operation into an error.
pub(super) fn said(operation: &'static str) -> impl Fn(KafkaError) -> TopicError {
    move |source| TopicError::Kafka { operation, source }
}

/// One topic, and a client that may change it.
pub(super) struct TopicAdmin {
    client: AdminClient<Spoken>,
    topic: String,
    runtime: Handle,
}

/// What the brokers tell of a topic.
struct Found {
    partitions: usize,
    /// Of the partition with the fewest.
    replicas: usize,
    has_leaders: bool,
}

impl TopicAdmin {
    /// Its methods block on `runtime`, from a thread that is not one of its workers.
    pub fn new(config: &ClientConfig, topic: String, runtime: Handle) -> Result<Self, TopicError> {
        let client = config.create_with_context(Spoken).map_err(said("make a client"))?;
        Ok(Self { client, topic, runtime })
    }

    /// Has the topic made, unless it exists.
    pub fn create(&self, partitions: u32) -> Result<(), TopicError> {
        let replicas = if self.brokers()? >= REPLICAS { REPLICAS } else { 1 };
        let fixed = TopicReplication::Fixed(i32::try_from(replicas).unwrap_or(1));
        let count = i32::try_from(partitions).unwrap_or(i32::MAX);
        let new = settings::of_new(replicas)
            .fold(NewTopic::new(&self.topic, count, fixed), |new, (setting, value)| {
                new.set(setting, value)
            });
        let failed = said("create a topic");
        let created = self.runtime.block_on(self.client.create_topics([&new], &options()));
        for result in created.map_err(&failed)? {
            match result {
                Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((_, code)) => return Err(failed(KafkaError::AdminOp(code))),
            }
        }
        Ok(())
    }

    /// Checks a topic that was just made: brokers hear of it a little later than the controller that made it, one after the other,
    /// and any of them may be asked.
    pub fn check_new(&self, partitions: u32) -> Result<(), TopicError> {
        let mut pause = {
            let _inside = self.runtime.enter();
            tokio::time::interval(POLL_PAUSE)
        };
        let deadline = Instant::now() + TOPIC_KNOWN_TIMEOUT;
        until_known(
            || (self.runtime.block_on(pause.tick()), Instant::now() < deadline).1,
            || {
                if !self.find()?.has_leaders {
                    let code = RDKafkaErrorCode::LeaderNotAvailable;
                    return Err(said("give a topic its leaders")(KafkaError::AdminOp(code)));
                }
                self.check(partitions)
            },
        )
    }

    /// Whether it is what the ledger needs.
    pub fn check(&self, partitions: u32) -> Result<(), TopicError> {
        let found = self.find()?;
        let expected = usize::try_from(partitions).unwrap_or(usize::MAX);
        if found.partitions != expected {
            let topic = self.topic.clone();
            return Err(TopicError::Partitions { topic, found: found.partitions, expected });
        }
        if found.replicas < REPLICAS && self.brokers()? >= REPLICAS {
            let Found { replicas, .. } = found;
            let topic = &self.topic;
            tracing::warn!(
                topic,
                replicas,
                "give it {REPLICAS} replicas: there are brokers enough"
            );
        }
        let failed = said("tell a topic's settings");
        let specifier = ResourceSpecifier::Topic(&self.topic);
        let described =
            self.runtime.block_on(self.client.describe_configs([&specifier], &options()));
        for resource in described.map_err(&failed)? {
            let resource = resource.map_err(|code| match code {
                RDKafkaErrorCode::UnknownTopicOrPartition => self.missing(),
                code => failed(KafkaError::AdminOp(code)),
            })?;
            settings::check(&self.topic, found.replicas, &resource)?;
        }
        Ok(())
    }

    fn find(&self) -> Result<Found, TopicError> {
        let failed = said("describe a topic");
        let metadata = self.client.inner().fetch_metadata(Some(&self.topic), REQUEST_TIMEOUT);
        let metadata = metadata.map_err(&failed)?;
        let topic = metadata.topics().iter().find(|topic| topic.name() == self.topic);
        let topic = topic.ok_or_else(|| self.missing())?;
        match topic.error().map(RDKafkaErrorCode::from) {
            None => {}
            Some(RDKafkaErrorCode::UnknownTopicOrPartition) => return Err(self.missing()),
            Some(code) => return Err(failed(KafkaError::AdminOp(code))),
        }
        let partitions = topic.partitions();
        Ok(Found {
            partitions: partitions.len(),
            replicas: partitions.iter().map(|it| it.replicas().len()).min().unwrap_or_default(),
            has_leaders: partitions.iter().all(|partition| partition.leader() >= 0),
        })
    }

    fn missing(&self) -> TopicError {
        TopicError::Missing { topic: self.topic.clone() }
    }

    fn brokers(&self) -> Result<usize, TopicError> {
        let metadata = self.client.inner().fetch_metadata(None, REQUEST_TIMEOUT);
        Ok(metadata.map_err(said("name its brokers"))?.brokers().len())
    }
}

/// Asks again while the answer is that the topic is missing, has no leaders or no settings, and
/// `pause`, which waits a little, says that there is time.
fn until_known(
    mut pause: impl FnMut() -> bool,
    mut ask: impl FnMut() -> Result<(), TopicError>,
) -> Result<(), TopicError> {
    loop {
        let in_time = pause();
        match ask() {
            Err(error) if in_time && may_pass(&error) => {}
            answer => return answer,
        }
    }
}

fn may_pass(error: &TopicError) -> bool {
    let leaderless = KafkaError::AdminOp(RDKafkaErrorCode::LeaderNotAvailable);
    match error {
        TopicError::Missing { .. } => true,
        TopicError::Kafka { source, .. } => *source == leaderless,
        // Who knows a topic tells a value of each setting.
        TopicError::Setting { found, .. } => found.is_empty(),
        TopicError::Partitions { .. } => false,
    }
}

fn options() -> AdminOptions {
    AdminOptions::new()
        .operation_timeout(Some(REQUEST_TIMEOUT))
        .request_timeout(Some(REQUEST_TIMEOUT))
}

#[cfg(test)]
mod tests;
