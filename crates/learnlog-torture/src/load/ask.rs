//! Commands as callers make them up. Invariant: the correlation id is a function of everything else in the command but its id, so that an
//! entry shows what it was asked.

use learnlog_proto::api as pb;
use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::events::{AssignmentSource, Completion, Success};
use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::StreamKind;
use prost::Message;
use uuid::{Builder, Uuid};

use super::world::{COURSES, World};
use crate::client::wire;
use crate::hash::Hash;
use crate::history::{Asked, Position};
use crate::random::Random;

/// Enrollments and assignments of a learner have so many different ids.
const SLOTS: usize = 6;

/// A command with what is recorded of it.
#[derive(Debug, Clone)]
pub struct Command {
    /// What is recorded.
    pub asked: Asked,
    /// What is sent.
    pub request: pb::SubmitRequest,
}

impl Command {
    /// About that stream.
    pub fn new(stream: Uuid, id: Uuid, mut command: pb::Command) -> Self {
        let content = Builder::from_random_bytes(half(&command)).into_uuid();
        command.command_id = id.to_string();
        command.correlation_id = content.to_string();
        let at_least = Position::new();
        let asked = Asked { stream, command_id: id, content: Some(content), at_least };
        let request = pb::SubmitRequest { command: Some(command), ..Default::default() };
        Self { asked, request }
    }

    /// The same, to be decided by whoever knows of that position.
    pub fn not_before(mut self, position: Position) -> Self {
        self.request.at_least = wire(&position);
        self.asked.at_least = position;
        self
    }

    /// Gives a command id of a learner's stream up.
    pub fn abandon(learner: Uuid, id: Uuid) -> Self {
        let stream_kind = StreamKind::Learner as i32;
        let abandon = pb::Abandon { stream_kind, stream_id: learner.to_string() };
        let command = pb::Command { occurred: None, ..command(Kind::Abandon(abandon), None) };
        let mut abandon = Self::new(learner, id, command);
        abandon.asked.content = None;
        abandon
    }

    /// Anything about one of the learners, or a course's title now and then.
    pub fn anything(world: &World, random: &mut Random) -> Self {
        let id = random.id();
        if random.percent(3) {
            let number = random.below(COURSES);
            let title = format!("Title {}", random.below(1_000));
            return Self::new(world.courses[number], id, definition(world.course(number, &title)));
        }
        let learner = world.learner(random);
        Self::about(learner, id, world, random)
    }

    /// Anything about that learner, under that command id.
    pub fn about(learner: Uuid, id: Uuid, world: &World, random: &mut Random) -> Self {
        let kind = kind(learner, world, random);
        let day =
            Date { year: 2025, month: 1, day: i32::try_from(random.between(1, 28)).unwrap_or(1) };
        Self::new(learner, id, command(kind, Some(day)))
    }
}

/// The only component of a course.
pub fn component(course: Uuid) -> Uuid {
    Builder::from_random_bytes(derived(course, 1)).into_uuid()
}

/// A command about a definition.
pub fn definition(kind: Kind) -> pb::Command {
    command(kind, None)
}

fn command(kind: Kind, day: Option<Date>) -> pb::Command {
    let when = day.map(pb::occurred_input::When::Day);
    pb::Command {
        occurred: when.map(|when| pb::OccurredInput { when: Some(when) }),
        source_system: "torture".to_owned(),
        reason: Some(pb::ReasonInput { code: "TORTURE".to_owned(), text: String::new() }),
        command: Some(kind),
        ..Default::default()
    }
}

fn kind(learner: Uuid, world: &World, random: &mut Random) -> Kind {
    let learner_id = learner.to_string();
    let slot = random.below(SLOTS);
    let course = world.courses[slot % COURSES];
    let course_id = course.to_string();
    let enrollment_id =
        Builder::from_random_bytes(derived(learner, 10 + slot)).into_uuid().to_string();
    let component_id = component(course).to_string();
    match random.below(100) {
        0..14 => {
            let display_name = "Ada".to_owned();
            let person = Some(pb::PersonInput { display_name, ..pb::PersonInput::default() });
            Kind::AddPerson(pb::AddPerson { learner_id, person })
        }
        14..30 => {
            let worker_type = format!("W{}", random.below(100_000));
            let set = Some(pb::PersonInput { worker_type, ..pb::PersonInput::default() });
            Kind::ChangePerson(pb::ChangePerson { learner_id, set, clear: Vec::new() })
        }
        30..38 => {
            let target = match random.percent(50) {
                true => pb::assign::Target::CourseId(course_id),
                false => pb::assign::Target::CertificationId(world.certification.to_string()),
            };
            let assignment = Builder::from_random_bytes(derived(learner, 100 + slot)).into_uuid();
            Kind::Assign(pb::Assign {
                learner_id,
                assignment_id: assignment.to_string(),
                target: Some(target),
                source: AssignmentSource::Person as i32,
                source_id: String::new(),
                due_on: Some(Date { year: 2026, month: 6, day: 30 }),
            })
        }
        38..58 => {
            let target = Some(pb::enroll::Target::CourseId(course_id));
            Kind::Enroll(pb::Enroll { learner_id, enrollment_id, target })
        }
        58..64 => Kind::Withdraw(pb::Withdraw { learner_id, enrollment_id }),
        64..74 => Kind::RecordLaunch(pb::RecordLaunch {
            learner_id,
            enrollment_id,
            course_id,
            component_id,
        }),
        74..86 => Kind::RecordProgress(pb::RecordProgress {
            learner_id,
            enrollment_id,
            course_id,
            component_id,
            progress_basis_points: Some(u32::try_from(random.below(10_001)).unwrap_or_default()),
        }),
        _ => Kind::RecordOutcome(pb::RecordOutcome {
            learner_id,
            enrollment_id,
            course_id,
            attempt_id: random.id().to_string(),
            completion: Completion::Complete as i32,
            success: if random.percent(70) { Success::Passed } else { Success::Failed } as i32,
            grade: String::new(),
            score_basis_points: None,
        }),
    }
}

fn half(command: &pb::Command) -> [u8; 16] {
    let Hash(hash) = Hash::of(&[&command.encode_to_vec()]);
    first(hash)
}

fn derived(of: Uuid, number: usize) -> [u8; 16] {
    let Hash(hash) = Hash::of(&[of.as_bytes(), &number.to_be_bytes()]);
    first(hash)
}

fn first(hash: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}
