//! Somebody who calls, and what is asked here.

use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::command_service_client::CommandServiceClient;
use learnlog_proto::api::ledger_service_client::LedgerServiceClient;
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::api::query_service_client::QueryServiceClient;
use learnlog_proto::google::r#type::Date;
use learnlog_proto::{api, events, ledger};
use tonic::transport::Channel;
use tonic::{Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::world::{PATIENCE, World};

/// One caller with a token.
#[derive(Clone)]
pub struct Caller {
    channel: Channel,
    token: String,
}

impl Caller {
    pub async fn of(world: &World, subject: &str) -> Self {
        Self { channel: world.channel().await, token: world.token(subject) }
    }

    /// With the caller's token, and a deadline.
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", self.token.parse().unwrap());
        request.set_timeout(PATIENCE);
        request
    }

    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    pub fn commands(&self) -> CommandServiceClient<Channel> {
        CommandServiceClient::new(self.channel())
    }

    pub fn queries(&self) -> QueryServiceClient<Channel> {
        QueryServiceClient::new(self.channel())
    }

    pub fn history(&self) -> LedgerServiceClient<Channel> {
        LedgerServiceClient::new(self.channel())
    }

    pub async fn submit(&self, command: api::Command) -> Result<api::SubmitResponse, Status> {
        let request = api::SubmitRequest { command: Some(command), ..Default::default() };
        Ok(self.commands().submit(self.request(request)).await?.into_inner())
    }

    /// Submits what must be recorded; returns the types of its events and the position.
    pub async fn record(&self, command: api::Command) -> (Vec<String>, ledger::LedgerPosition) {
        let answer = self.submit(command).await.unwrap();
        let position = answer.position.unwrap();
        match answer.answer.unwrap() {
            api::submit_response::Answer::Recorded(recorded) => (recorded.event_types, position),
            other => panic!("{other:?}"),
        }
    }
}

/// Reason and metadata of a refusal.
pub fn why(status: &Status) -> (tonic::Code, String) {
    let reason = status.get_details_error_info().map(|info| info.reason);
    (status.code(), reason.unwrap_or_default())
}

pub fn fresh() -> String {
    Uuid::now_v7().to_string()
}

pub fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// About a learner, on a day.
pub fn on(day: Option<Date>, asked: Asked) -> api::Command {
    let occurred = Some(api::OccurredInput { when: day.map(When::Day) });
    api::Command { command_id: fresh(), occurred, command: Some(asked), ..Default::default() }
}

pub fn define(asked: Asked) -> api::Command {
    api::Command { command_id: fresh(), command: Some(asked), ..Default::default() }
}

pub fn define_course(course_id: &str) -> api::Command {
    define(Asked::DefineCourse(api::DefineCourse {
        course_id: course_id.to_owned(),
        code: format!("c-{}", &course_id[24..]),
        title: format!("Course {}", &course_id[24..]),
        completion_rule: events::CompletionRule::Passed as i32,
        components: Vec::new(),
    }))
}

pub fn add_person(learner_id: &str, name: &str) -> api::Command {
    let person = api::PersonInput { display_name: name.to_owned(), ..Default::default() };
    on(
        date(2025, 1, 1),
        Asked::AddPerson(api::AddPerson {
            learner_id: learner_id.to_owned(),
            person: Some(person),
        }),
    )
}

pub fn enroll(learner_id: &str, enrollment_id: &str, course_id: &str) -> api::Command {
    on(
        date(2025, 2, 1),
        Asked::Enroll(api::Enroll {
            learner_id: learner_id.to_owned(),
            enrollment_id: enrollment_id.to_owned(),
            target: Some(api::enroll::Target::CourseId(course_id.to_owned())),
        }),
    )
}

pub fn pass(learner_id: &str, enrollment_id: &str) -> api::Command {
    on(
        date(2025, 3, 1),
        Asked::RecordOutcome(api::RecordOutcome {
            learner_id: learner_id.to_owned(),
            enrollment_id: enrollment_id.to_owned(),
            completion: events::Completion::Complete as i32,
            success: events::Success::Passed as i32,
            ..Default::default()
        }),
    )
}

pub fn progress(learner_id: &str, enrollment_id: &str) -> api::Command {
    on(
        date(2025, 2, 2),
        Asked::RecordProgress(api::RecordProgress {
            learner_id: learner_id.to_owned(),
            enrollment_id: enrollment_id.to_owned(),
            progress_basis_points: Some(5_000),
            ..Default::default()
        }),
    )
}

pub fn assign(learner_id: &str, course_id: &str, due_on: Option<Date>) -> api::Command {
    on(
        date(2025, 1, 2),
        Asked::Assign(api::Assign {
            learner_id: learner_id.to_owned(),
            assignment_id: fresh(),
            target: Some(api::assign::Target::CourseId(course_id.to_owned())),
            source: events::AssignmentSource::Person as i32,
            source_id: String::new(),
            due_on,
        }),
    )
}

pub fn abandon(learner_id: &str, command_id: &str) -> api::Command {
    let stream_kind = ledger::StreamKind::Learner as i32;
    api::Command {
        command_id: command_id.to_owned(),
        command: Some(Asked::Abandon(api::Abandon {
            stream_kind,
            stream_id: learner_id.to_owned(),
        })),
        ..Default::default()
    }
}
