//! What a day makes of a record.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_domain::assignment::event::{AssignmentSource, Target};
use learnlog_domain::id::{AssignmentId, CourseId};
use learnlog_domain::time::Day;
use learnlog_readmodels::queries::transcript::TranscriptAssignment;
use uuid::Uuid;

use super::assignment;

#[test]
fn nothing_is_satisfied_before_the_day_on_which_it_is() {
    let day = |day| Day::new(2030, 1, day).unwrap();
    let recorded = TranscriptAssignment {
        assignment_id: AssignmentId::new(Uuid::from_u128(1)).unwrap(),
        target: Target::Course(CourseId::new(Uuid::from_u128(2)).unwrap()),
        target_title: "Fire Safety".to_owned(),
        source: AssignmentSource::Person,
        assigned_on: None,
        due_on: None,
        satisfied_on: Some(day(15)),
    };
    assert_eq!(assignment(recorded.clone(), day(14)).satisfied_on, None);
    assert_eq!(assignment(recorded, day(15)).satisfied_on.unwrap().day, 15);
}
