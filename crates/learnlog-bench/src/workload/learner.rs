//! One learner's history, command by command. Invariant: step n of a term is a function of seed,
//! learner, term and step; most learners finish what they begin, some late, some fail, some stop,
//! some leave.

mod asks;

use jiff::civil::{Date as CivilDate, date};
use jiff::{SignedDuration, ToSpan};
use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::api::{
    AddPerson, ChangePerson, Enroll, InstantInput, OccurredInput, PersonInput, RecordLaunch,
    SubmitRequest, assign, enroll,
};
use learnlog_proto::google::r#type::Date;
use prost_types::Timestamp;

use super::definitions::{CERTIFICATIONS, COURSES, ORG_UNITS, component_id};
use super::random::{Kind, below, id};
use super::request;

/// One thing that happens to a learner; a number says which of the learner's four courses.
#[derive(Debug, Clone, Copy)]
enum Step {
    Join,
    Move,
    AssignCourse(u32),
    AssignCertification,
    Enroll(u32),
    Launch(u32),
    Progress(u32, u32),
    Finish(u32),
}

use Step::{AssignCertification, AssignCourse, Finish, Join, Launch, Move, Progress};

/// Two years, the second a good while after the first.
const TERMS: [[Step; STEPS as usize]; 2] = [
    [
        Join,
        AssignCourse(0),
        AssignCertification,
        Step::Enroll(0),
        Launch(0),
        Progress(0, 5_000),
        Finish(0),
        Step::Enroll(1),
        Launch(1),
        Progress(1, 10_000),
        Finish(1),
    ],
    [
        Move,
        AssignCourse(2),
        Step::Enroll(2),
        Launch(2),
        Progress(2, 2_500),
        Progress(2, 7_500),
        Finish(2),
        Step::Enroll(3),
        Launch(3),
        Progress(3, 10_000),
        Finish(3),
    ],
];

/// Commands of a term.
pub const STEPS: u32 = 11;

/// Days between two steps.
const STEP_DAYS: u32 = 7;

/// Days that a term begins after the one before.
const TERM_DAYS: u32 = 400;

/// Days within which people are hired.
const HIRING_DAYS: u32 = 600;

const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "America/Los_Angeles", "UTC"];
/// A learner.
#[derive(Debug, Clone, Copy)]
pub struct Learner {
    /// Of the whole workload.
    pub seed: u64,
    /// Which one.
    pub number: u32,
}

impl Learner {
    /// As the API writes it.
    pub fn id(self) -> String {
        id(self.seed, Kind::Learner, 0, self.number)
    }

    /// Step `step` of term `term`; None where the history is over.
    pub fn request(self, term: u32, step: u32) -> Option<SubmitRequest> {
        let kind = *TERMS.get(term as usize)?.get(step as usize)?;
        let place = term * STEPS + step;
        let day = self.life(0) % HIRING_DAYS + term * TERM_DAYS + step * STEP_DAYS;
        let day = date(2023, 1, 2).saturating_add(i64::from(day).days());
        let asked = self.asked(kind, place, day);
        let occurred = match asked {
            Asked::RecordLaunch(_) | Asked::RecordProgress(_) | Asked::RecordOutcome(_) => {
                self.instant(place, day)
            }
            _ => When::Day(wire(day)),
        };
        let occurred = OccurredInput { when: Some(occurred) };
        Some(request(self.own_id(Kind::Command, place), Some(occurred), asked))
    }

    fn asked(self, step: Step, place: u32, day: CivilDate) -> Asked {
        match step {
            Join => Asked::AddPerson(AddPerson {
                learner_id: self.id(),
                person: Some(self.person(day)),
            }),
            Move => {
                let unit = (self.life(1) + 1) % ORG_UNITS;
                let org_unit_id = id(self.seed, Kind::OrgUnit, 0, unit);
                let set = Some(PersonInput { org_unit_id, ..PersonInput::default() });
                Asked::ChangePerson(ChangePerson { learner_id: self.id(), set, clear: vec![] })
            }
            AssignCourse(course) => {
                let target = assign::Target::CourseId(self.course_id(course));
                self.assign(place, day, target)
            }
            AssignCertification => {
                let number = self.certification();
                let certification = id(self.seed, Kind::Certification, 0, number);
                self.assign(place, day, assign::Target::CertificationId(certification))
            }
            Step::Enroll(course) => Asked::Enroll(Enroll {
                learner_id: self.id(),
                enrollment_id: self.own_id(Kind::Enrollment, course),
                target: Some(self.enroll_target(course)),
            }),
            Launch(course) => Asked::RecordLaunch(RecordLaunch {
                learner_id: self.id(),
                enrollment_id: self.own_id(Kind::Enrollment, course),
                course_id: self.course_id(course),
                component_id: component_id(self.seed, self.course(course), 0),
            }),
            Progress(course, basis_points) => self.progress(course, basis_points),
            Finish(course) => self.finish(course),
        }
    }

    /// At work, so that the civil day is the same in every zone of the list.
    fn instant(self, place: u32, day: CivilDate) -> When {
        let minute = 15 * 60 + self.life(32 + place) % 420;
        let days = day.duration_since(date(1970, 1, 1));
        let instant = days.saturating_add(SignedDuration::from_mins(minute.into()));
        let instant = Some(Timestamp { seconds: instant.as_secs(), nanos: 0 });
        When::Instant(InstantInput { instant, zone: self.zone().to_owned() })
    }

    fn zone(self) -> &'static str {
        ZONES[self.life(5) as usize % ZONES.len()]
    }

    fn certification(self) -> u32 {
        self.life(6) % CERTIFICATIONS
    }

    /// Four different courses; the second is the one that the certification asks for.
    fn course(self, course: u32) -> u32 {
        let others = COURSES - CERTIFICATIONS;
        match course {
            1 => self.certification(),
            _ => CERTIFICATIONS + (self.life(7) + course * 7) % others,
        }
    }

    fn course_id(self, course: u32) -> String {
        id(self.seed, Kind::Course, 0, self.course(course))
    }

    /// Every other enrollment is in a class.
    fn enroll_target(self, course: u32) -> enroll::Target {
        if course.is_multiple_of(2) {
            return enroll::Target::CourseId(self.course_id(course));
        }
        enroll::Target::OfferingId(id(self.seed, Kind::Offering, 0, self.course(course)))
    }

    fn own_id(self, kind: Kind, number: u32) -> String {
        id(self.seed, kind, self.number, number)
    }

    fn life(self, salt: u32) -> u32 {
        below(1 << 20, self.seed, Kind::Life, self.number, salt)
    }
}

fn wire(day: CivilDate) -> Date {
    Date { year: day.year().into(), month: day.month().into(), day: day.day().into() }
}
