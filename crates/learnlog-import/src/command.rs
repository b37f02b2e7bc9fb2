//! A fact as a command of the protocol. Invariant: holds nothing that another run would not say
//! again (no times of its own, no random ids), so that a repeated command is the same command.

mod person;
mod words;

use learnlog_domain::time::EffectiveDay;
use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::api::{
    Command, ComponentInput, CreditPriorLearning, DefineCourse, DefineJob, DefineOffering,
    DefineOrgUnit, Enroll, OccurredInput, ReasonInput, RecordOutcome, RecordProgress, Withdraw,
    enroll,
};
use learnlog_proto::ledger::UnknownDay;
use uuid::Uuid;

use crate::plan::fact::definition::{Component, Definition};
use crate::plan::fact::learning::{Act, Learning, Target};
use crate::plan::fact::{Body, Fact};
use crate::plan::names::NameId;

/// Writes facts of one source as commands.
pub struct Commands<'a, I> {
    /// The source system.
    pub source: &'a str,
    /// The id behind a name.
    pub id: I,
}

impl<I: Fn(NameId) -> Uuid> Commands<'_, I> {
    /// What is to be done, when and why; the command id is left to the caller.
    pub fn command(&self, fact: &Fact) -> Command {
        self.command_of(fact.learner, fact.day, &fact.body)
    }

    /// The same of the parts of a fact.
    pub fn command_of(
        &self,
        learner: Option<NameId>,
        day: Option<EffectiveDay>,
        body: &Body,
    ) -> Command {
        let learner_id = self.optional(learner);
        let asked = match body {
            Body::Definition(definition) => self.define(definition),
            Body::Person(person) => self.person(learner_id, person),
            Body::Learning(learning) => self.learning(learner_id, learning),
        };
        Command {
            occurred: day.map(occurred),
            source_system: self.source.to_owned(),
            reason: reason(body),
            command: Some(asked),
            ..Command::default()
        }
    }

    fn define(&self, definition: &Definition) -> Asked {
        match definition {
            Definition::OrgUnit { org_unit, title, parent } => {
                Asked::DefineOrgUnit(DefineOrgUnit {
                    org_unit_id: self.text(*org_unit),
                    code: title.code.clone(),
                    title: title.words.clone(),
                    parent_id: self.optional(*parent),
                })
            }
            Definition::Job { job, title } => Asked::DefineJob(DefineJob {
                job_id: self.text(*job),
                code: title.code.clone(),
                title: title.words.clone(),
            }),
            Definition::Course { course, title, completed_by, components } => {
                Asked::DefineCourse(DefineCourse {
                    course_id: self.text(*course),
                    code: title.code.clone(),
                    title: title.words.clone(),
                    completion_rule: words::completion_rule(*completed_by).into(),
                    components: components.iter().map(|part| self.component(part)).collect(),
                })
            }
            Definition::Offering { offering, course, title, starts_on, ends_on } => {
                Asked::DefineOffering(DefineOffering {
                    offering_id: self.text(*offering),
                    course_id: self.text(*course),
                    code: title.code.clone(),
                    title: title.words.clone(),
                    starts_on: starts_on.map(words::date),
                    ends_on: ends_on.map(words::date),
                })
            }
        }
    }

    fn component(&self, part: &Component) -> ComponentInput {
        ComponentInput {
            component_id: self.text(part.component),
            code: part.title.code.clone(),
            title: part.title.words.clone(),
            kind: words::component_kind(part.kind).into(),
        }
    }

    fn learning(&self, learner_id: String, learning: &Learning) -> Asked {
        let enrollment_id = self.optional(learning.enrollment);
        match &learning.act {
            Act::Enroll(target) => {
                let target = match target {
                    Target::Course(course) => enroll::Target::CourseId(self.text(*course)),
                    Target::Offering(run) => enroll::Target::OfferingId(self.text(*run)),
                };
                Asked::Enroll(Enroll { learner_id, enrollment_id, target: Some(target) })
            }
            Act::Withdraw { .. } => Asked::Withdraw(Withdraw { learner_id, enrollment_id }),
            Act::Progress { scope, basis_points } => Asked::RecordProgress(RecordProgress {
                learner_id,
                enrollment_id,
                course_id: self.text(scope.course),
                component_id: self.optional(scope.component),
                progress_basis_points: *basis_points,
            }),
            Act::Credit { credit, scope, assessor, evidence } => {
                Asked::CreditPriorLearning(CreditPriorLearning {
                    learner_id,
                    credit_id: self.text(*credit),
                    enrollment_id,
                    course_id: self.text(scope.course),
                    component_id: self.optional(scope.component),
                    assessor: assessor.clone().unwrap_or_default(),
                    evidence: evidence.clone().unwrap_or_default(),
                })
            }
            Act::Outcome { course, attempt, value, score_basis_points } => {
                Asked::RecordOutcome(RecordOutcome {
                    learner_id,
                    enrollment_id,
                    course_id: self.text(*course),
                    attempt_id: self.optional(*attempt),
                    completion: words::completion(value.completion).into(),
                    success: words::success(value.success).into(),
                    grade: value.grade.clone().unwrap_or_default(),
                    score_basis_points: *score_basis_points,
                })
            }
        }
    }

    fn text(&self, name: NameId) -> String {
        (self.id)(name).to_string()
    }

    fn optional(&self, name: Option<NameId>) -> String {
        name.map(|name| self.text(name)).unwrap_or_default()
    }
}

/// Withdrawals need one.
fn reason(body: &Body) -> Option<ReasonInput> {
    match body {
        Body::Learning(Learning { act: Act::Withdraw { reason }, .. }) => {
            Some(ReasonInput { code: reason.clone(), text: String::new() })
        }
        Body::Definition(_) | Body::Person(_) | Body::Learning(_) => None,
    }
}

fn occurred(day: EffectiveDay) -> OccurredInput {
    let when = match day {
        EffectiveDay::Known(day) => When::Day(words::date(day)),
        EffectiveDay::Unknown { first, last } => When::Unknown(UnknownDay {
            first_possible: first.map(words::date),
            last_possible: last.map(words::date),
        }),
    };
    OccurredInput { when: Some(when) }
}
