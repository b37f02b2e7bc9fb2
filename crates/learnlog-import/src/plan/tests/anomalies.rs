//! Each check on a source that shows it once, beside rows that just do not.

use super::school::files;
use super::{plan, shipped};

/// Anomalies as "check kind row subject" of the school with one other file.
fn found(name: &str, text: &str) -> Vec<String> {
    let plan = plan(&shipped("oulad.toml"), &files(name, text)).unwrap();
    assert_eq!(plan.bad.problems(), []);
    let words = plan.anomalies.iter().map(|anomaly| {
        let (check, kind) = (anomaly.check.as_str(), anomaly.kind.as_str());
        format!("{check} {kind} {} {}", anomaly.place.row, anomaly.subject).trim_end().to_owned()
    });
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

#[test]
fn the_school_disagrees_with_itself_here_and_there() {
    let expected = [
        "after_withdrawal progress 3",
        "after_withdrawal_with_outcome progress 3",
        "attribute_changed person_change 2 age_band",
        "before_enrollment credit 4",
        "day_unknown enrollment 2",
        "day_unknown withdrawal 2",
        "outcome_conflicts_with_withdrawal withdrawal 3",
        "reenrolled_before_previous_end enrollment 3",
    ];
    assert_eq!(found("", ""), expected);
}

#[test]
fn days_on_the_boundary_are_no_anomalies() {
    let registrations = "code_module,code_presentation,id_student,date_registration,\
date_unregistration
AAA,2013J,11,-20,268
AAA,2014B,11,146,240
AAA,2013J,12,-10,
";
    let expected = [
        "attribute_changed person_change 2 age_band",
        // It has an outcome; the day itself, the last of the offering, is fine.
        "outcome_conflicts_with_withdrawal withdrawal 3",
    ];
    let submissions = |found: Vec<String>| {
        let of_submissions = |line: &String| line.contains("progress") || line.contains("credit");
        found.into_iter().filter(|line| !of_submissions(line)).collect::<Vec<_>>()
    };
    assert_eq!(submissions(found("studentRegistration.csv", registrations)), expected);

    let on_the_last_day = registrations.replace("146,240", "145,241");
    let expected = [
        "after_offering_end withdrawal 3",
        "attribute_changed person_change 2 age_band",
        "outcome_conflicts_with_withdrawal withdrawal 3",
        "reenrolled_before_previous_end enrollment 3",
    ];
    assert_eq!(submissions(found("studentRegistration.csv", &on_the_last_day)), expected);

    let on_the_same_day = registrations.replace("146,240", "146,146");
    assert!(
        found("studentRegistration.csv", &on_the_same_day)
            .contains(&"withdrawn_on_enrollment_day withdrawal 3".to_owned())
    );
}

#[test]
fn facts_without_an_enrollment_are_listed_and_planned() {
    let registrations = "code_module,code_presentation,id_student,date_registration,\
date_unregistration
AAA,2014B,11,-30,10
AAA,2013J,12,-5,
";
    let found = found("studentRegistration.csv", registrations);
    assert!(found.contains(&"enrollment_unknown progress 2".to_owned()), "{found:?}");
}
