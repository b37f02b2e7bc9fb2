//! Calls that leave a trace. Invariant: the invocation is in the file before the call goes out, the outcome after it has come back.

use std::sync::Arc;

use learnlog_proto::api as pb;
use tonic::Status;
use uuid::Uuid;

use super::ask::Command;
use crate::client::{CALL_TIMEOUT, Connection, failure, outcome, position, timed, wire, within};
use crate::hash::Hash;
use crate::history::{Call, Content, Outcome, Position, Recorder, Transcript, fact_line};
use crate::site::{NODES, Site};

/// One caller's connections and file.
pub struct Recorded {
    recorder: Recorder,
    site: Arc<Site>,
    connections: Vec<Connection>,
}

impl Recorded {
    /// With connections of its own. Errors: a token that no header can carry.
    pub fn new(recorder: Recorder, site: Arc<Site>) -> anyhow::Result<Self> {
        let connections = (0..NODES).map(|node| site.connection(node)).collect::<Result<_, _>>()?;
        Ok(Self { recorder, site, connections })
    }

    /// The connection to a process.
    pub fn connection(&self, node: usize) -> Connection {
        self.connections[node].clone()
    }

    /// How often a process was started.
    pub fn life(&self, node: usize) -> u64 {
        self.site.nodes[node].life()
    }

    /// A call is about to go out. Errors: the file cannot be written, as below.
    pub fn invoked(&mut self, node: usize, call: Call) -> anyhow::Result<u64> {
        self.recorder.invoked(node, self.life(node), call)
    }

    /// Something came of it.
    pub fn completed(&mut self, operation: u64, outcome: Outcome) -> anyhow::Result<()> {
        self.recorder.completed(operation, outcome)
    }

    /// Submits once.
    pub async fn submit(&mut self, node: usize, command: &Command) -> anyhow::Result<Outcome> {
        let operation = self.invoked(node, Call::Submit(command.asked.clone()))?;
        let mut commands = self.connections[node].commands();
        let call = commands.submit(timed(command.request.clone(), CALL_TIMEOUT));
        let result = within(CALL_TIMEOUT, call).await.map(tonic::Response::into_inner);
        let outcome = outcome(result);
        self.completed(operation, outcome.clone())?;
        Ok(outcome)
    }

    /// Has a command looked at, with nothing to be written: it is not recorded as asked, so that an entry of it would be invented.
    pub async fn validate(&mut self, node: usize, command: Command) {
        let request = pb::SubmitRequest { validate_only: true, ..command.request };
        let mut commands = self.connections[node].commands();
        // Whatever the answer is: only what lies on Kafka says whether something was written.
        let _ = within(CALL_TIMEOUT, commands.submit(timed(request, CALL_TIMEOUT))).await;
    }

    /// Asks for a transcript; gives the position at which it was made, if there is one.
    pub async fn transcript(
        &mut self,
        node: usize,
        learner: Uuid,
        at_least: Position,
    ) -> anyhow::Result<Position> {
        let learner_id = learner.to_string();
        let request =
            pb::GetTranscriptRequest { learner_id, at_least: wire(&at_least), effective_on: None };
        let operation = self.invoked(node, Call::Transcript { learner, at_least })?;
        let mut queries = self.connections[node].queries();
        let call = queries.get_transcript(timed(request, CALL_TIMEOUT));
        let outcome = match within(CALL_TIMEOUT, call).await {
            Ok(answer) => transcript(answer.into_inner()),
            Err(status) => Outcome::Failed(failure(&status)),
        };
        let position = match &outcome {
            Outcome::Transcript(transcript) => transcript.position.clone(),
            _ => Position::new(),
        };
        self.completed(operation, outcome)?;
        Ok(position)
    }

    /// Asks for all entries of a learner.
    pub async fn replay_stream(
        &mut self,
        node: usize,
        learner: Uuid,
        at_least: Position,
    ) -> anyhow::Result<()> {
        let request = pb::ReplayStreamRequest {
            stream_kind: learnlog_proto::ledger::StreamKind::Learner as i32,
            stream_id: learner.to_string(),
            from_stream_sequence: 1,
            at_least: wire(&at_least),
            follow: false,
        };
        let operation = self.invoked(node, Call::ReplayStream { learner, at_least })?;
        let mut ledger = self.connections[node].ledger();
        let call = async {
            let mut answers =
                ledger.replay_stream(timed(request, CALL_TIMEOUT)).await?.into_inner();
            let mut entries = Vec::new();
            while let Some(message) = answers.message().await? {
                entries.extend(message.entries.iter().map(hashed));
            }
            Ok::<_, Status>(entries)
        };
        let outcome = match within(CALL_TIMEOUT, call).await {
            Ok(entries) => Outcome::Entries { entries, whole: true },
            Err(status) => Outcome::Failed(failure(&status)),
        };
        self.completed(operation, outcome)
    }

    /// Asks where everything stands.
    pub async fn position(&mut self, node: usize) -> anyhow::Result<()> {
        let operation = self.invoked(node, Call::Position)?;
        let mut ledger = self.connections[node].ledger();
        let call = ledger.get_position(timed(pb::GetPositionRequest {}, CALL_TIMEOUT));
        let outcome = match within(CALL_TIMEOUT, call).await {
            Ok(answer) => standing(answer.into_inner(), self.life(node)),
            Err(status) => Outcome::Failed(failure(&status)),
        };
        self.completed(operation, outcome)
    }
}

/// Sequence and hash of an entry, the hash made from what came.
pub fn hashed(entry: &pb::ReplayedEntry) -> (u64, Hash) {
    (entry.sequence, Hash::of(&[&[0], &entry.value]))
}

fn transcript(answer: pb::GetTranscriptResponse) -> Outcome {
    let mut lines = String::new();
    for fact in &answer.facts {
        lines += &fact_line(fact.sequence, fact.index, &fact.event_type, &fact.rejection);
    }
    let ids = |ids: Vec<String>| {
        let mut ids: Vec<_> = ids.iter().filter_map(|id| Uuid::parse_str(id).ok()).collect();
        ids.sort();
        ids
    };
    let enrollments = answer.enrollments.into_iter().map(|it| it.enrollment_id).collect();
    let assignments = answer.assignments.into_iter().map(|it| it.assignment_id).collect();
    Outcome::Transcript(Transcript {
        position: position(answer.position),
        content: Content {
            facts: answer.facts.len(),
            digest: Hash::of(&[lines.as_bytes()]),
            enrollments: ids(enrollments),
            assignments: ids(assignments),
        },
    })
}

fn standing(answer: pb::GetPositionResponse, life: u64) -> Outcome {
    let heads = answer
        .heads
        .iter()
        .filter_map(|head| Some((head.log, (head.sequence, Hash::from_bytes(&head.hash).ok()?))));
    let mut projected = Position::new();
    for (log, sequence) in answer.projections.into_iter().flat_map(|it| position(it.position)) {
        let least = projected.entry(log).or_insert(sequence);
        *least = sequence.min(*least);
    }
    Outcome::Position { heads: heads.collect(), projected, life }
}
