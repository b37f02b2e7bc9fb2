//! What needs a bad row is held back, however far it is away.

use super::{plan, shipped, shown};
use crate::plan::fact::kind::Kind;

const UNITS: &str = "unit,title,parent\nN1,North 1,N\nN,North,CO\nCO,Company,\nS,South,CO\n";
const EMPLOYEES: &str = "employee_no,name,email,unit,manager_no,employment,hired,left,valid_from
7,Ada,,N1,,EMPLOYEE,2023-02-01,,2023-02-01
7,Ada,,S,,EMPLOYEE,2023-02-01,,2024-02-01
7,Ada,,S,,EXTERNAL,2023-02-01,,2025-02-01
9,Bo,,S,,EMPLOYEE,2020-05-04,,2020-05-04
";
const COURSES: &str = "code,title\nGDPR,Data protection\n";
const COMPLETIONS: &str = "employee_no,course,enrolled,completed,result,score
7,GDPR,03/01/2023,03/20/2023,passed,80
9,GDPR,03/01/2023,03/20/2023,passed,80
";

/// Facts and problems under the HR mapping, of these units and employees.
fn held_back(units: &str, employees: &str) -> (Vec<String>, Vec<String>) {
    let files = [
        ("org_units.csv", units),
        ("employees.csv", employees),
        ("courses.csv", COURSES),
        ("completions.csv", COMPLETIONS),
    ];
    shown(&plan(&shipped("hr-completions.toml"), &files).unwrap())
}

#[test]
fn a_unit_waits_for_the_units_above_it_and_its_people_wait_with_it() {
    let (facts, problems) = held_back(&UNITS.replace("N,North,CO", "N,,CO"), EMPLOYEES);
    let expected = [
        "org_unit CO",
        "org_unit S",
        "course GDPR",
        "person 9 2020-05-04",
        "enrollment 9/GDPR 2023-03-01",
        "outcome 9/GDPR/03%2F20%2F2023 2023-03-20",
    ];
    assert_eq!(facts, expected);
    let learner = |row| {
        format!(
            "completions.csv, row {row}, column `employee_no`: the learner `7` is unknown: no good \
             row of the source defines it"
        )
    };
    let waits = |row| {
        format!(
            "employees.csv, row {row}, column `employee_no`: row 2, about the same person and not \
             later, is bad: this one waits for it"
        )
    };
    let expected = [
        "org_units.csv, row 3, column `title`: the field is empty".to_owned(),
        "org_units.csv, row 2, column `parent`: the org_unit `N` is unknown: no good row of the \
         source defines it"
            .to_owned(),
        "employees.csv, row 2, column `unit`: the org_unit `N1` is unknown: no good row of the \
         source defines it"
            .to_owned(),
        waits(3),
        waits(4),
        learner(2),
    ];
    assert_eq!(problems, expected);
}

#[test]
fn a_header_without_titles_leaves_nobody_in_an_org_unit() {
    let (facts, problems) = held_back(&UNITS.replace("title", "name"), EMPLOYEES);
    assert_eq!(facts, ["course GDPR"]);
    assert!(problems[0].starts_with("org_units.csv, row 1, column `title`: the column is missing"));
}

#[test]
fn units_in_a_circle_are_bad_and_the_others_are_not() {
    let (facts, problems) = held_back(&UNITS.replace("N,North,CO", "N,North,N1"), EMPLOYEES);
    let units: Vec<_> = facts.iter().filter(|fact| fact.starts_with("org_unit")).collect();
    assert_eq!(units, ["org_unit CO", "org_unit S"]);
    assert!(problems[0].starts_with("org_units.csv, row 2, column `parent`: the org_unit `N` is"));
    assert!(problems[1].starts_with("org_units.csv, row 3, column `parent`: the org_unit `N1` is"));
}

#[test]
fn what_a_person_becomes_after_a_bad_row_waits_for_it() {
    // What the last row changes depends on what the one before it says.
    let (facts, _) = held_back(UNITS, &EMPLOYEES.replace("S,,EMPLOYEE,2023", "X,,EMPLOYEE,2023"));
    let persons: Vec<_> = facts.iter().filter(|fact| fact.contains(" 7")).collect();
    let expected = [
        "person 7 2023-02-01",
        "enrollment 7/GDPR 2023-03-01",
        "outcome 7/GDPR/03%2F20%2F2023 2023-03-20",
    ];
    assert_eq!(persons, expected);

    // A row without a day may be the one that adds the person.
    let (facts, _) = held_back(UNITS, &EMPLOYEES.replace(",2025-02-01", ",soon"));
    assert!(!facts.iter().any(|fact| fact.contains(" 7")), "{facts:?}");
}

#[test]
fn what_the_server_would_refuse_is_said_in_the_words_of_the_source() {
    let refused = |from: &str, to: &str| held_back(UNITS, &EMPLOYEES.replacen(from, to, 1)).1;
    let problems = refused("EMPLOYEE", "part time");
    let words = "employees.csv, row 2, column `employment`: the server would refuse it: ";
    assert!(problems[0].starts_with(words), "{problems:#?}");
    let problems = refused("Ada", &"x".repeat(501));
    let words = "employees.csv, row 2, column `name`: the server would refuse it: ";
    assert!(problems[0].starts_with(words), "{problems:#?}");
    let (_, problems) = held_back(&UNITS.replace("South", &"x".repeat(501)), EMPLOYEES);
    let words = "org_units.csv, row 5, column `title`: the server would refuse it: ";
    assert!(problems[0].starts_with(words), "{problems:#?}");
}

#[test]
fn results_of_tomorrow_and_from_before_the_enrollment_are_listed() {
    let completions = "employee_no,course,enrolled,completed,result,score
7,GDPR,03/21/2023,03/20/2023,passed,80
9,GDPR,03/01/2023,01/01/2025,passed,80
";
    let files = [
        ("org_units.csv", UNITS),
        ("employees.csv", EMPLOYEES),
        ("courses.csv", COURSES),
        ("completions.csv", completions),
    ];
    let plan = plan(&shipped("hr-completions.toml"), &files).unwrap();
    let of_learning = plan.anomalies.iter().filter(|anomaly| anomaly.kind == Kind::Outcome);
    let found: Vec<_> =
        of_learning.map(|anomaly| (anomaly.check.as_str(), anomaly.place.row)).collect();
    assert_eq!(found, [("outcome_before_enrollment", 2), ("day_in_future", 3)]);
}
