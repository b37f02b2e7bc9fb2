//! Limits of what is told of learning.

use learnlog_domain::activity::command::RecordProgress;
use learnlog_domain::command::LearnerAction;
use learnlog_proto::api::{assign, enroll};

use super::*;
use crate::input::draft::LearnerAsk;
use crate::input::samples::date;

type Case = (&'static str, &'static str, Reason, fn(&mut api::Command));

#[test]
fn facts_have_limits() {
    use Reason::*;
    let cases: Vec<Case> = vec![
        ("assign", "learner_id", IdInvalid, |c| asked!(c, Assign).learner_id = "x".into()),
        ("assign", "assignment_id", FieldMissing, |c| asked!(c, Assign).assignment_id.clear()),
        ("assign", "target", FieldMissing, |c| asked!(c, Assign).target = None),
        ("assign", "course_id", FieldMissing, |c| {
            asked!(c, Assign).target = Some(assign::Target::CourseId(String::new()));
        }),
        ("assign", "certification_id", IdInvalid, |c| {
            asked!(c, Assign).target = Some(assign::Target::CertificationId("x".into()));
        }),
        ("assign", "source", FieldMissing, |c| asked!(c, Assign).source = 0),
        ("assign", "source", EnumUnknown, |c| asked!(c, Assign).source = 6),
        ("assign", "source_id", IdInvalid, |c| asked!(c, Assign).source_id = "x".into()),
        ("assign", "due_on", DateInvalid, |c| asked!(c, Assign).due_on = date(0, 1, 1)),
        ("enroll", "enrollment_id", FieldMissing, |c| asked!(c, Enroll).enrollment_id.clear()),
        ("enroll", "target", FieldMissing, |c| asked!(c, Enroll).target = None),
        ("enroll", "offering_id", IdInvalid, |c| {
            asked!(c, Enroll).target = Some(enroll::Target::OfferingId("x".into()));
        }),
        ("withdraw", "enrollment_id", FieldMissing, |c| asked!(c, Withdraw).enrollment_id.clear()),
        ("record_launch", "learner_id", FieldMissing, |c| {
            asked!(c, RecordLaunch).learner_id.clear();
        }),
        ("record_launch", "component_id", IdInvalid, |c| {
            asked!(c, RecordLaunch).component_id = "x".into();
        }),
        ("record_progress", "progress_basis_points", NumberOutOfRange, |c| {
            asked!(c, RecordProgress).progress_basis_points = Some(10_001);
        }),
        ("record_progress", "course_id", IdInvalid, |c| {
            asked!(c, RecordProgress).course_id = "x".into();
        }),
        ("record_outcome", "completion", FieldMissing, |c| asked!(c, RecordOutcome).completion = 0),
        ("record_outcome", "completion", EnumUnknown, |c| asked!(c, RecordOutcome).completion = 4),
        ("record_outcome", "success", FieldMissing, |c| asked!(c, RecordOutcome).success = 0),
        ("record_outcome", "success", EnumUnknown, |c| asked!(c, RecordOutcome).success = -1),
        ("record_outcome", "grade", CodeInvalid, |c| asked!(c, RecordOutcome).grade = "1.5".into()),
        ("record_outcome", "attempt_id", IdInvalid, |c| {
            asked!(c, RecordOutcome).attempt_id = "1".into();
        }),
        ("record_outcome", "score_basis_points", NumberOutOfRange, |c| {
            asked!(c, RecordOutcome).score_basis_points = Some(u32::MAX);
        }),
        ("credit_prior_learning", "credit_id", FieldMissing, |c| {
            asked!(c, CreditPriorLearning).credit_id.clear();
        }),
        ("credit_prior_learning", "assessor", TextInvalid, |c| {
            asked!(c, CreditPriorLearning).assessor = "x".repeat(256);
        }),
        ("credit_prior_learning", "evidence", TextInvalid, |c| {
            asked!(c, CreditPriorLearning).evidence = "x".repeat(2_001);
        }),
    ];
    for (name, field, reason, change) in cases {
        let expected = (reason, format!("command.{name}.{field}"));
        assert_eq!(refused(name, change), expected);
    }
}

#[test]
fn what_may_be_left_out_may() {
    for name in ["record_launch", "record_progress", "record_outcome", "credit_prior_learning"] {
        accepted(name, |command| match &mut command.command {
            Some(Asked::RecordLaunch(c)) => c.enrollment_id.clear(),
            Some(Asked::RecordProgress(c)) => c.course_id.clear(),
            Some(Asked::RecordOutcome(c)) => c.attempt_id.clear(),
            Some(Asked::CreditPriorLearning(c)) => c.evidence.clear(),
            other => panic!("{other:?}"),
        });
    }
    let unmeasured = accepted("record_progress", |command| {
        asked!(command, RecordProgress).progress_basis_points = None;
    });
    let Ask::Learner(_, LearnerAsk::Plain(LearnerAction::RecordProgress(progress))) =
        unmeasured.ask
    else {
        panic!("another command");
    };
    assert!(matches!(progress, RecordProgress { progress: None, course_id: Some(_), .. }));
}
