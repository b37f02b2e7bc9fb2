//! What a caller asks for. Invariant: a command id belongs to one caller and one stream; the same id with other content is asked for on
//! purpose only, and has another digest.

use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod, CommandDigest, Envelope};
use learnlog_domain::catalog::command::{Define, DefinitionCommand};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::command::{Command, LearnerAction, LearnerCommand};
use learnlog_domain::id::{CommandId, JobId, KeyId, LearnerId};
use learnlog_domain::person::command::{AddPerson, ChangePerson};
use learnlog_domain::person::event::PersonAttributes;
use learnlog_domain::time::{Day, Occurred};
use learnlog_ledger::submission::{Answer, AnswerOutcome, Request, Submission};
use uuid::Uuid;

use super::Attempt;
use crate::world::World;

/// Learners that all callers ask about.
const LEARNERS: u64 = 4;

/// Jobs that all callers define and name.
const JOBS: u64 = 3;

/// What one caller asks, and what it knows.
pub struct Commands {
    caller: u64,
    asked: u64,
    last: Option<Submission>,
    /// Jobs that it was told are defined, and by which door.
    jobs: Vec<(u64, usize)>,
    /// The newest position that it was told, by stream.
    reached: Vec<(learnlog_domain::stream::StreamId, u64)>,
}

impl Commands {
    /// Of caller number 1, 2, 3 …
    pub fn of(caller: u64) -> Self {
        Self { caller, asked: 0, last: None, jobs: Vec::new(), reached: Vec::new() }
    }

    /// The next, for that door.
    pub fn next(&mut self, world: &World, door: usize) -> Attempt {
        let learner = 1 + world.below(LEARNERS);
        if let Some(last) = self.last.clone() {
            let again = match world.below(20) {
                0 => Some(last),
                1 => Some(other_content(last)),
                2 => Some(abandon(&last)),
                _ => None,
            };
            if let Some(submission) = again {
                return Attempt { submission, rests_on_answer: false };
            }
        }
        let known = self.jobs.iter().find(|(_, told_by)| *told_by == door).map(|(job, _)| *job);
        let (command, rests_on_answer) = match world.below(10) {
            0 | 1 => (define(1 + world.below(JOBS), world.below(3)), false),
            2 | 3 => (add(learner, (world.below(2) == 0).then(|| 1 + world.below(JOBS))), false),
            4 => (change(learner, world.below(4), known), known.is_some()),
            _ => (change(learner, world.below(4), None), false),
        };
        self.asked += 1;
        let content = u8::try_from(world.below(200)).unwrap_or_default();
        let mut submission = self.submission(command, content);
        if world.below(3) == 0 {
            let reached = self.reached.iter().rev().find(|(at, _)| *at == submission.stream);
            submission.at_least = reached.map_or(0, |(_, sequence)| *sequence);
        }
        self.last = Some(submission.clone());
        Attempt { submission, rests_on_answer }
    }

    /// Learns from an answer.
    pub fn heard(&mut self, submission: &Submission, answer: &Answer, door: usize) {
        if let Some(entry) = answer.entry {
            self.reached.push((submission.stream, entry.sequence));
        }
        if let Request::Decide(command) = &submission.request
            && let Command::Definition(DefinitionCommand::DefineJob(define)) = &**command
            && !matches!(answer.outcome, AnswerOutcome::Rejected(_) | AnswerOutcome::Abandoned)
        {
            let number = (1..=JOBS).find(|&number| job_id(number) == define.id);
            self.jobs.extend(number.map(|number| (number, door)));
        }
    }

    fn submission(&self, command: Command, content: u8) -> Submission {
        let number = u128::from(self.caller) << 32 | u128::from(self.asked);
        Submission {
            stream: command.stream(),
            envelope: Envelope {
                command_id: CommandId::derived(Uuid::nil(), &number.to_be_bytes()),
                digest: Some(CommandDigest {
                    key_id: KeyId::derived(Uuid::nil(), b"key"),
                    hmac: [content; 32],
                }),
                occurred: Day::new(2026, 1, 31).ok().map(Occurred::Day),
                actor: Actor {
                    kind: ActorKind::Service,
                    subject: format!("caller {}", self.caller),
                    issuer: "simulation".to_owned(),
                    on_behalf_of: None,
                    authenticated: AuthenticationMethod::Internal,
                },
                source_system: "simulation".to_owned(),
                reason: None,
                correlation_id: None,
                causation_id: None,
                basis: None,
                retry_of: None,
            },
            request: Request::Decide(Box::new(command)),
            at_least: 0,
        }
    }
}

/// Gives the command of that submission up.
pub fn abandon(submission: &Submission) -> Submission {
    let mut submission = submission.clone();
    submission.request = Request::Abandon;
    submission.envelope.digest = None;
    submission
}

/// The same id, for something else.
fn other_content(mut submission: Submission) -> Submission {
    if let Some(digest) = &mut submission.envelope.digest {
        digest.hmac = [201; 32];
    }
    submission
}

fn add(learner: u64, job: Option<u64>) -> Command {
    let job_id = job.map(job_id);
    let attributes = Box::new(PersonAttributes { job_id, ..PersonAttributes::default() });
    about(learner, LearnerAction::AddPerson(AddPerson { attributes }))
}

fn change(learner: u64, kind: u64, job: Option<u64>) -> Command {
    let job_id = job.map(job_id);
    let worker_type = Some(format!("kind {kind}"));
    let set = Box::new(PersonAttributes { worker_type, job_id, ..PersonAttributes::default() });
    about(learner, LearnerAction::ChangePerson(ChangePerson { set, clear: Default::default() }))
}

fn about(learner: u64, action: LearnerAction) -> Command {
    let learner_id = LearnerId::derived(Uuid::nil(), &learner.to_be_bytes());
    Command::Learner(LearnerCommand { learner_id, action })
}

fn define(job: u64, version: u64) -> Command {
    let id = job_id(job);
    let definition = Job { code: format!("J{job}"), title: format!("Version {version}") };
    Command::Definition(DefinitionCommand::DefineJob(Define { id, definition }))
}

fn job_id(number: u64) -> JobId {
    JobId::derived(Uuid::nil(), &number.to_be_bytes())
}
