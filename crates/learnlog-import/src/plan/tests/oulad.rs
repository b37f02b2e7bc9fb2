//! The Open University's data set, planned whole: the counts are those that its description states.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use learnlog_testkit::skip::skip;

use crate::mapping::Mapping;
use crate::mapping::rules::values::{OutcomeValue, Success};
use crate::plan::Plan;
use crate::plan::anomalies::check::Check;
use crate::plan::fact::Fact;
use crate::plan::fact::kind::Kind;
use crate::plan::fact::learning::Act;
use crate::source::Source;
use crate::source::table::Table;

/// Where the files are; None, and the test counts as skipped, if nobody says.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("LEARNLOG_OULAD_DIR").map(PathBuf::from);
    if folder.is_none() {
        skip(
            "learnlog_import::plan::tests::oulad",
            "LEARNLOG_OULAD_DIR is not set; the data is that of Kuzilek, Hlosta, Zdrahal, \"Open \
             University Learning Analytics dataset\", Scientific Data 4:170171 (2017), \
             https://doi.org/10.1038/sdata.2017.171",
        );
    }
    folder
}

fn outcomes(plan: &Plan, is: impl Fn(&OutcomeValue) -> bool) -> usize {
    let of_outcome = |fact: &&Fact| match fact.learning().map(|learning| &learning.act) {
        Some(Act::Outcome { value, .. }) => is(value),
        _ => false,
    };
    plan.facts.iter().filter(of_outcome).count()
}

/// Of one check, by kind.
fn anomalies(plan: &Plan, check: Check) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for anomaly in plan.anomalies.iter().filter(|anomaly| anomaly.check == check) {
        *counts.entry(anomaly.kind).or_default() += 1;
    }
    counts
}

#[test]
fn the_open_university_is_planned_as_its_description_counts_it() {
    let Some(folder) = folder() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mapping = Mapping::read(&root.join("../../ops/mappings/oulad.toml")).unwrap();
    let source = Source::read(&mapping, &folder).unwrap();
    let rows = |table: &str| source.table(table).map(Table::row_count);
    assert_eq!(rows("students"), Some(32_593));
    assert_eq!(rows("registrations"), Some(32_593));
    assert_eq!(rows("submissions"), Some(173_912));

    let plan = Plan::new(&mapping, &source, super::today()).unwrap();
    assert_eq!(plan.bad.problems(), []);
    let facts: BTreeMap<Kind, usize> =
        plan.tally.iter().map(|(kind, counts)| (kind, counts.facts)).collect();
    let expected = [
        (Kind::Course, 7),
        (Kind::Component, 206),
        (Kind::Offering, 22),
        (Kind::Person, 28_785),
        (Kind::PersonChange, 72),
        (Kind::Enrollment, 32_593),
        // 10,156 whose result is Withdrawn, and 9 who failed and had unregistered.
        (Kind::Withdrawal, 10_165),
        (Kind::Progress, 172_003),
        (Kind::Credit, 1_909),
        (Kind::Outcome, 22_437),
    ];
    assert_eq!(facts, BTreeMap::from(expected));
    for (kind, counts) in plan.tally.iter() {
        let accounted = counts.facts + counts.same + counts.not_applicable + counts.bad;
        assert_eq!(counts.rows, accounted, "{kind:?}");
    }
    let passed = |value: &OutcomeValue| value.success == Success::Passed;
    assert_eq!(outcomes(&plan, |value| passed(value) && value.grade.is_none()), 12_361);
    assert_eq!(outcomes(&plan, |value| passed(value) && value.grade.is_some()), 3_024);
    assert_eq!(outcomes(&plan, |value| value.success == Success::Failed), 7_052);
    check_anomalies(&plan);
    check_order(&plan);
}

fn check_anomalies(plan: &Plan) {
    let expected = [
        (Check::DayUnknown, vec![(Kind::Enrollment, 45), (Kind::Withdrawal, 93)]),
        (Check::EnrollmentUnknown, vec![]),
        (Check::BeforeEnrollment, vec![(Kind::Credit, 115)]),
        // Together 601.
        (Check::AfterWithdrawal, vec![(Kind::Progress, 588), (Kind::Credit, 13)]),
        (Check::AfterWithdrawalWithOutcome, vec![(Kind::Progress, 5)]),
        (Check::AfterOfferingEnd, vec![(Kind::Withdrawal, 1), (Kind::Progress, 85)]),
        (Check::WithdrawnOnEnrollmentDay, vec![(Kind::Withdrawal, 19)]),
        (Check::OutcomeConflictsWithWithdrawal, vec![(Kind::Withdrawal, 9)]),
        (Check::ReenrolledBeforePreviousEnd, vec![(Kind::Enrollment, 933)]),
        (Check::AttributeChanged, vec![(Kind::PersonChange, 72)]),
    ];
    assert_eq!(plan.checks.len(), expected.len());
    for (check, counts) in expected {
        assert_eq!(anomalies(plan, check), BTreeMap::from_iter(counts), "{check:?}");
    }
    let of_check = |check| plan.anomalies.iter().filter(move |anomaly| anomaly.check == check);
    assert!(of_check(Check::AttributeChanged).all(|anomaly| anomaly.subject == "age_band"));
    // FFF 2013J, learner 586851: 176 days after the end.
    let late = of_check(Check::AfterOfferingEnd).find(|anomaly| anomaly.kind == Kind::Withdrawal);
    let late = &late.unwrap().place;
    assert!(late.origin.file.starts_with("studentRegistration.csv"));
    assert_eq!(late.origin.column, "date_unregistration");
    let fact = plan
        .facts
        .iter()
        .find(|fact| fact.kind() == Kind::Withdrawal && fact.place.row == late.row);
    assert_eq!(&*fact.unwrap().key, "FFF/2013J/586851");
}

/// Each learner's facts lie together, and none stands before what it needs.
fn check_order(plan: &Plan) {
    assert!(plan.facts[..plan.definitions].iter().all(|fact| fact.learner.is_none()));
    let learners = &plan.facts[plan.definitions..];
    let runs = learners.chunk_by(|one, next| one.learner == next.learner);
    let mut learners_seen = 0;
    for facts in runs {
        learners_seen += 1;
        assert_eq!(facts[0].kind(), Kind::Person);
        let mut enrolled = Vec::new();
        for fact in &facts[1..] {
            assert_ne!(fact.kind(), Kind::Person);
            match fact.kind() {
                Kind::PersonChange => {}
                Kind::Enrollment => enrolled.push(fact.enrollment()),
                kind => assert!(enrolled.contains(&fact.enrollment()), "{kind:?} {}", fact.key),
            }
        }
    }
    assert_eq!(learners_seen, 28_785);
}
