//! Steps as commands of the API. Invariant: a step always becomes the same command, so that a
//! repeated step is a repeated command, byte by byte.

use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::api::{
    Abandon, AddPerson, Assign, ChangePerson, Command, CreditPriorLearning, Enroll,
    ExternalIdInput, InstantInput, OccurredInput, PersonInput, ReasonInput, RecordLaunch,
    RecordOutcome, RecordProgress, Withdraw, assign, enroll,
};
use learnlog_proto::events::{AssignmentSource, Completion, Success};
use learnlog_proto::ledger::{StreamKind, UnknownDay};

use crate::demo::certificates::CERTIFICATES;
use crate::demo::company::{Company, Person};
use crate::demo::courses::{Audience, COURSES};
use crate::demo::ids::Ids;
use crate::demo::step::{Act, Occurred, Result, Seat, Step, Target};
use crate::demo::words::{FIRST_NAMES, LAST_NAMES, SITES, WITHDRAWAL_REASONS};

/// The command of a step.
pub fn command(company: &Company, step: &Step) -> Command {
    let ids = Ids::new(company.seed);
    let person = &company.people[step.person as usize];
    let of = Of { company, ids, step, person, learner_id: ids.person(step.person) };
    let number = match step.act {
        Act::GiveUp { number } => number,
        _ => step.number,
    };
    let reason = match step.act {
        Act::Withdraw { reason, .. } => Some(withdrawal(reason)),
        _ => None,
    };
    let given_up = matches!(step.act, Act::GiveUp { .. });
    Command {
        command_id: ids.command(step.person, number),
        occurred: (!given_up).then(|| OccurredInput { when: Some(of.when()) }),
        source_system: step.source.name().to_owned(),
        reason,
        command: Some(of.kind()),
        ..Command::default()
    }
}

fn withdrawal(reason: u8) -> ReasonInput {
    let code = WITHDRAWAL_REASONS.get(usize::from(reason)).copied().unwrap_or_default();
    ReasonInput { code: code.to_owned(), text: String::new() }
}

/// A step with what it is about.
struct Of<'a> {
    company: &'a Company,
    ids: Ids,
    step: &'a Step,
    person: &'a Person,
    learner_id: String,
}

impl Of<'_> {
    fn when(&self) -> When {
        match self.step.occurred {
            Occurred::At(minute) => {
                let zone = SITES[self.person.site].0.to_owned();
                When::Instant(InstantInput { instant: Some(minute.wire()), zone })
            }
            Occurred::On(day) => When::Day(day.wire()),
            Occurred::Before(day) => {
                let (first_possible, last_possible) = (None, Some(day.wire()));
                When::Unknown(UnknownDay { first_possible, last_possible })
            }
        }
    }

    fn kind(&self) -> Kind {
        let learner_id = self.learner_id.clone();
        match self.step.act {
            Act::Join => Kind::AddPerson(AddPerson { learner_id, person: Some(self.as_hired()) }),
            Act::Move { unit } => self.change(PersonInput {
                org_unit_id: self.ids.unit(unit.into()),
                ..PersonInput::default()
            }),
            Act::Leave { last } => self.change(PersonInput {
                employment_end: Some(last.wire()),
                ..PersonInput::default()
            }),
            Act::Assign { assignment, target, due } => {
                let (target, source, source_id) = self.target(target);
                Kind::Assign(Assign {
                    learner_id,
                    assignment_id: self.ids.assignment(self.step.person, assignment),
                    source: source.into(),
                    source_id,
                    due_on: Some(due.wire()),
                    target: Some(target),
                })
            }
            Act::Enroll { enrollment, seat } => self.enroll(enrollment, seat),
            Act::Withdraw { enrollment, .. } => {
                Kind::Withdraw(Withdraw { learner_id, enrollment_id: self.enrollment(enrollment) })
            }
            Act::Launch { enrollment, course } => Kind::RecordLaunch(RecordLaunch {
                learner_id,
                enrollment_id: self.enrollment(enrollment),
                course_id: self.ids.course(course.into()),
                component_id: self.ids.component(course.into(), 0),
            }),
            Act::Progress { enrollment, course, points } => Kind::RecordProgress(RecordProgress {
                learner_id,
                enrollment_id: self.enrollment(enrollment),
                course_id: self.ids.course(course.into()),
                component_id: self.ids.component(course.into(), 0),
                progress_basis_points: Some(points.into()),
            }),
            Act::Finish { enrollment, course, attempt, result } => {
                self.finish(enrollment, course, attempt, result)
            }
            Act::Credit { course } => Kind::CreditPriorLearning(CreditPriorLearning {
                learner_id,
                credit_id: self.ids.credit(self.step.person, course),
                course_id: self.ids.course(course.into()),
                evidence: "Certificate of an earlier employer".to_owned(),
                ..CreditPriorLearning::default()
            }),
            Act::EnrollStranger => Kind::Enroll(Enroll {
                learner_id: self.ids.stranger(self.step.person),
                enrollment_id: self.ids.stranger(self.step.person),
                target: Some(enroll::Target::CourseId(self.ids.course(0))),
            }),
            Act::GiveUp { .. } => Kind::Abandon(Abandon {
                stream_kind: StreamKind::Learner.into(),
                stream_id: learner_id,
            }),
        }
    }

    fn enrollment(&self, number: u16) -> String {
        self.ids.enrollment(self.step.person, number)
    }

    fn as_hired(&self) -> PersonInput {
        let (person, number) = (self.person, self.step.person as usize);
        let first = FIRST_NAMES[number % FIRST_NAMES.len()];
        let last = LAST_NAMES[(number / FIRST_NAMES.len() + number) % LAST_NAMES.len()];
        let mailbox = format!("{first}.{last}.{number}").to_lowercase();
        let (zone, locale) = SITES[person.site];
        let badge = format!("E{number:06}");
        PersonInput {
            display_name: format!("{first} {last}"),
            email: format!("{mailbox}@larkfield.example"),
            org_unit_id: self.ids.unit(person.unit.into()),
            job_id: self.ids.job(person.job),
            manager_id: person.manager.map(|it| self.ids.person(it)).unwrap_or_default(),
            worker_type: if number % 11 == 10 { "CONTRACTOR" } else { "EMPLOYEE" }.to_owned(),
            hire_date: Some(person.hired.wire()),
            locale: locale.to_owned(),
            time_zone: zone.to_owned(),
            external_ids: vec![ExternalIdInput { source: "personnel".to_owned(), value: badge }],
            ..PersonInput::default()
        }
    }

    fn change(&self, set: PersonInput) -> Kind {
        let learner_id = self.learner_id.clone();
        Kind::ChangePerson(ChangePerson { learner_id, set: Some(set), clear: Vec::new() })
    }

    fn target(&self, target: Target) -> (assign::Target, AssignmentSource, String) {
        let (target, audience) = match target {
            Target::Course(course) => {
                let id = assign::Target::CourseId(self.ids.course(course.into()));
                (id, COURSES[usize::from(course)].3)
            }
            Target::Certificate(index) => {
                let id = self.ids.certification(index.into());
                (assign::Target::CertificationId(id), CERTIFICATES[usize::from(index)].audience)
            }
        };
        match audience {
            Audience::Everyone => (target, AssignmentSource::OrgUnit, self.ids.unit(0)),
            Audience::Division(division) => {
                let mut units = self.company.units.iter();
                let unit = units.position(|unit| unit.division == Some(division));
                (target, AssignmentSource::OrgUnit, self.ids.unit(unit.unwrap_or_default()))
            }
            Audience::Leads => (target, AssignmentSource::Job, self.ids.job(0)),
            Audience::Anyone => (target, AssignmentSource::Person, String::new()),
        }
    }

    fn enroll(&self, enrollment: u16, seat: Seat) -> Kind {
        let target = match seat {
            Seat::Course(course) => enroll::Target::CourseId(self.ids.course(course.into())),
            Seat::Offering(index) => enroll::Target::OfferingId(self.ids.offering(index.into())),
            Seat::UnknownCourse => enroll::Target::CourseId(self.ids.nothing(self.step.person)),
            Seat::UnknownOffering => enroll::Target::OfferingId(self.ids.nothing(self.step.person)),
        };
        Kind::Enroll(Enroll {
            learner_id: self.learner_id.clone(),
            enrollment_id: self.enrollment(enrollment),
            target: Some(target),
        })
    }

    fn finish(&self, enrollment: u16, course: u8, attempt: u8, result: Result) -> Kind {
        let (success, score) = match result {
            Result::Done => (Success::Unknown, None),
            Result::Failed(score) => (Success::Failed, Some(score.into())),
            Result::Passed(score) | Result::Distinction(score) => {
                (Success::Passed, Some(score.into()))
            }
        };
        let distinction = matches!(result, Result::Distinction(_));
        Kind::RecordOutcome(RecordOutcome {
            learner_id: self.learner_id.clone(),
            enrollment_id: self.enrollment(enrollment),
            course_id: self.ids.course(course.into()),
            attempt_id: self.ids.attempt(self.step.person, enrollment, attempt),
            completion: Completion::Complete.into(),
            success: success.into(),
            grade: if distinction { "DISTINCTION" } else { "" }.to_owned(),
            score_basis_points: score,
        })
    }
}
