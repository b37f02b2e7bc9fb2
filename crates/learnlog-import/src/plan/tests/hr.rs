//! The second mapping that the project ships: an HR system and one file of completions.

use std::collections::BTreeMap;

use learnlog_domain::time::Day;
use learnlog_proto::events::PersonField;

use super::{line, repository, shipped};
use crate::plan::Plan;
use crate::plan::fact::Body;
use crate::plan::fact::kind::Kind;
use crate::plan::fact::learning::Act;
use crate::plan::fact::person::{FieldValue, PersonFact};
use crate::source::Source;

fn planned() -> Plan {
    let mapping = shipped("hr-completions.toml");
    let folder = repository().join("crates/learnlog-import/src/plan/tests/hr");
    Plan::new(&mapping, &Source::read(&mapping, &folder).unwrap(), super::today()).unwrap()
}

#[test]
fn people_and_completions_become_facts_in_order() {
    let plan = planned();
    let facts: Vec<String> = plan.facts.iter().map(line).collect();
    let expected = [
        // Units from the top down, whatever the order of the file.
        "org_unit CO",
        "org_unit N",
        "org_unit N1",
        "course FIRE-1",
        "course GDPR",
        "person 7 2023-02-01",
        "enrollment 7/FIRE-1 2023-03-01",
        "outcome 7/FIRE-1/03%2F20%2F2023 2023-03-20",
        "outcome 7/FIRE-1/04%2F03%2F2023 2023-04-03",
        "enrollment 7/GDPR ?..2023-05-02",
        "outcome 7/GDPR/05%2F02%2F2023 2023-05-02",
        "person_change 7/2024-01-01 2024-01-01",
        "person_change 7/2024-06-30 2024-06-30",
        "person 9 2020-05-04",
        "enrollment 9/GDPR 2021-02-03",
        "outcome 9/GDPR/2%2F9%2F2021 2021-02-09",
    ];
    assert_eq!(facts, expected);
    let problems: Vec<String> = plan.bad.problems().iter().map(ToString::to_string).collect();
    let february = "completions.csv, row 7, column `enrolled`: `02/30/2021` is a day that the \
                    calendar does not have";
    // Without its enrollment the outcome would never count: it waits for the correction.
    let unknown = "completions.csv, row 7, column `employee_no`: the enrollment `9/FIRE-1` is \
                   unknown: no good row of the source defines it";
    assert_eq!(problems, [february, unknown]);
    let same: Vec<_> = plan.same.iter().map(|(kind, place)| (*kind, place.row)).collect();
    assert_eq!(same, [(Kind::Enrollment, 3), (Kind::Enrollment, 6), (Kind::Outcome, 6)]);
}

#[test]
fn a_later_row_changes_what_differs_and_nothing_else() {
    let plan = planned();
    let changes: Vec<_> = plan
        .facts
        .iter()
        .filter_map(|fact| match &fact.body {
            Body::Person(PersonFact::Changed { set, cleared }) => Some((set, cleared)),
            _ => None,
        })
        .collect();
    let [(moved, nothing), (left, emptied)] = changes.as_slice() else { panic!("{changes:?}") };
    let fields: Vec<_> = moved.fields.keys().collect();
    assert_eq!(fields, [&PersonField::OrgUnit]);
    assert_eq!(**nothing, []);
    let end = FieldValue::Day(Day::new(2024, 6, 30).unwrap());
    assert_eq!(left.fields, BTreeMap::from([(PersonField::EmploymentEnd, end)]));
    assert_eq!(**emptied, [PersonField::Email]);
    assert!(moved.other.is_empty() && left.external_ids.is_empty());
}

#[test]
fn scores_are_hundredths_of_a_percent() {
    let plan = planned();
    let scores: Vec<_> = plan
        .facts
        .iter()
        .filter_map(|fact| match fact.learning().map(|learning| &learning.act) {
            Some(Act::Outcome { score_basis_points, .. }) => Some(*score_basis_points),
            _ => None,
        })
        .collect();
    assert_eq!(scores, [Some(4_150), Some(8_000), None, Some(10_000)]);
}
