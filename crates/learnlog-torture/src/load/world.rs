//! What callers name: courses, a certification, and learners whom several callers meet. Invariant: learners come in groups, and after a
//! while the next group takes over, so that no history grows for ever.

use std::time::{Duration, Instant};

use anyhow::Context;
use learnlog_proto::api as pb;
use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::events::{CertificationBasis, CompletionRule, ComponentKind, Period};
use uuid::Uuid;

use super::ask::{component, definition};
use crate::client::{CALL_TIMEOUT, Connection, timed, within};
use crate::random::Random;

/// Courses.
pub const COURSES: usize = 5;

/// Learners at a time: fewer than callers, so that callers meet.
const LEARNERS: usize = 12;

/// How long a group of learners is worked on.
const GROUP_TIME: Duration = Duration::from_secs(40);

/// Calls for one definition.
const DEFINITION_ATTEMPTS: usize = 10;

/// Everything that has a name.
#[derive(Debug)]
pub struct World {
    seed: u64,
    begun: Instant,
    /// Ids.
    pub courses: Vec<Uuid>,
    /// Asks for the first course.
    pub certification: Uuid,
}

impl World {
    /// A function of the seed.
    pub fn new(seed: u64, begun: Instant) -> Self {
        let mut random = Random::new(seed, "world", 0);
        let courses = std::iter::repeat_with(|| random.id()).take(COURSES).collect();
        Self { seed, begun, courses, certification: random.id() }
    }

    /// One of the learners whom everybody works on now.
    pub fn learner(&self, random: &mut Random) -> Uuid {
        let group = self.begun.elapsed().as_secs() / GROUP_TIME.as_secs();
        let number = group * LEARNERS as u64 + random.below(LEARNERS) as u64;
        Random::new(self.seed, "learner", number).id()
    }

    /// Defines courses and certification. Errors: one gets no answer.
    pub async fn define(&self, connection: &Connection) -> anyhow::Result<()> {
        for number in 0..COURSES {
            self.submit(connection, self.course(number, "First")).await?;
        }
        self.submit(connection, self.certification()).await
    }

    /// A course, with that title.
    pub fn course(&self, number: usize, title: &str) -> Kind {
        let course = self.courses[number];
        Kind::DefineCourse(pb::DefineCourse {
            course_id: course.to_string(),
            code: format!("COURSE-{number}"),
            title: title.to_owned(),
            completion_rule: CompletionRule::Passed as i32,
            components: vec![pb::ComponentInput {
                component_id: component(course).to_string(),
                code: "PART".to_owned(),
                title: "Part".to_owned(),
                kind: ComponentKind::Content as i32,
            }],
        })
    }

    fn certification(&self) -> Kind {
        let months = |months| Some(Period { months, ..Period::default() });
        let first = self.courses.first().map(Uuid::to_string);
        Kind::DefineCertification(pb::DefineCertification {
            certification_id: self.certification.to_string(),
            code: "CERT".to_owned(),
            title: "Certificate".to_owned(),
            basis: CertificationBasis::FromCompletion as i32,
            validity: months(24),
            window: months(3),
            minimum_validity: months(6),
            cycles: vec![pb::CycleRequirementsInput { course_ids: first.into_iter().collect() }],
            ..pb::DefineCertification::default()
        })
    }

    async fn submit(&self, connection: &Connection, definition: Kind) -> anyhow::Result<()> {
        let command_id = Uuid::new_v4().to_string();
        let command = pb::Command { command_id, ..self::definition(definition) };
        let request = pb::SubmitRequest { command: Some(command), ..Default::default() };
        let mut last = None;
        for _ in 0..DEFINITION_ATTEMPTS {
            let mut commands = connection.commands();
            let call = commands.submit(timed(request.clone(), CALL_TIMEOUT));
            match within(CALL_TIMEOUT, call).await {
                Ok(_) => return Ok(()),
                Err(status) => last = Some(status),
            }
        }
        Err(last.context("no attempt was made")?).context("a definition")
    }
}
