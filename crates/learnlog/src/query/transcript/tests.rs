//! The transcript as people and programs see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::api::{
    CycleStatus, EnrollmentStatus, GetTranscriptResponse, TranscriptAssignment, TranscriptCycle,
    TranscriptEnrollment, TranscriptFact,
};
use learnlog_proto::events::{AssignmentSource, NotCounted};
use learnlog_proto::google::r#type::Date;

use super::{Section, answer};
use crate::output::{Format, Output};

fn day(month: i32, day: i32) -> Option<Date> {
    Some(Date { year: 2026, month, day })
}

fn fact(sequence: u64) -> TranscriptFact {
    TranscriptFact {
        log: 3,
        sequence,
        recorded_at: Some(prost_types::Timestamp { seconds: 1_767_225_600, nanos: 5_000 }),
        effective_on: day(1, 1),
        course_title: "Fire Safety".to_owned(),
        ..TranscriptFact::default()
    }
}

fn transcript() -> GetTranscriptResponse {
    GetTranscriptResponse {
        learner_id: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        org_unit_title: "Engines".to_owned(),
        enrollments: vec![TranscriptEnrollment {
            enrollment_id: "e".to_owned(),
            course_title: "Fire Safety".to_owned(),
            status: EnrollmentStatus::PassedWithDistinction.into(),
            enrolled_on: day(1, 1),
            grade: "DISTINCTION".to_owned(),
            score_basis_points: Some(9_805),
            conflict: true,
            ..TranscriptEnrollment::default()
        }],
        assignments: vec![TranscriptAssignment {
            assignment_id: "a".to_owned(),
            target_title: "First Aid".to_owned(),
            source: AssignmentSource::OrgUnit.into(),
            assigned_on: day(1, 1),
            due_on: day(3, 31),
            ..TranscriptAssignment::default()
        }],
        cycles: vec![TranscriptCycle {
            certification_id: "c".to_owned(),
            certification_title: "First Aider".to_owned(),
            number: 2,
            valid_from: day(1, 1),
            valid_through: day(12, 31),
            next_opens_on: day(10, 1),
            renewal_due_on: day(12, 31),
            renewed_on: None,
            status: CycleStatus::WindowOpen.into(),
        }],
        facts: vec![
            TranscriptFact { event_type: "enrollment.enrolled".to_owned(), ..fact(7) },
            TranscriptFact {
                event_type: "activity.launched".to_owned(),
                not_counted: NotCounted::AfterWithdrawal.into(),
                ..fact(8)
            },
            TranscriptFact { rejection: "COURSE_UNKNOWN".to_owned(), ..fact(9) },
        ],
        truncated: true,
        effective_on: day(11, 1),
        ..GetTranscriptResponse::default()
    }
}

fn shown(section: Option<Section>, format: Format) -> String {
    let mut stdout = Vec::new();
    let answer = answer(&transcript(), section).unwrap();
    Output { format }.write(&answer, &mut stdout, &mut Vec::new()).unwrap();
    String::from_utf8(stdout).unwrap()
}

#[test]
fn a_table_shows_every_section_and_why_something_does_not_count() {
    let expected = "\
Ada Lovelace, no job, Engines on 2026-11-01 (ada)

Enrollments
COURSE       OFFERING  STATUS                                         ENROLLED ON  ENDED ON  \
GRADE        SCORE PERCENT  ENROLLMENT ID
Fire Safety            passed with distinction (conflict: withdrawn)  2026-01-01             \
DISTINCTION          98.05  e

Assignments
TARGET     SOURCE    ASSIGNED ON  DUE ON      SATISFIED ON  ASSIGNMENT ID
First Aid  org unit  2026-01-01   2026-03-31                a

Certifications
CERTIFICATION  CYCLE  VALID FROM  VALID THROUGH  NEXT OPENS ON  CERTIFICATION ID  STATUS       \
RENEWAL DUE ON  RENEWED ON
First Aider        2  2026-01-01  2026-12-31     2026-10-01     c                 window open  \
2026-12-31

Facts
POSITION  RECORDED AT                  EFFECTIVE ON  FACT                 COURSE       REMARK
3:7.0     2026-01-01T00:00:00.000005Z  2026-01-01    enrollment.enrolled  Fire Safety
3:8.0     2026-01-01T00:00:00.000005Z  2026-01-01    activity.launched    Fire Safety  \
does not count: after withdrawal
3:9.0     2026-01-01T00:00:00.000005Z  2026-01-01    rejected             Fire Safety  \
COURSE_UNKNOWN

at position
the latest 3 facts; `learnlog replay --learner` has all
";
    let table = shown(None, Format::Table);
    let table: Vec<_> = table.lines().map(str::trim_end).collect();
    let expected: Vec<_> = expected.lines().map(str::trim_end).collect();
    assert_eq!(table, expected);
}

#[test]
fn one_section_can_be_had_as_csv() {
    let expected = "\
certification,cycle,valid_from,valid_through,next_opens_on,certification_id,status,renewal_due_on,\
renewed_on
First Aider,2,2026-01-01,2026-12-31,2026-10-01,c,window open,2026-12-31,
";
    assert_eq!(shown(Some(Section::Certifications), Format::Csv), expected);
}
