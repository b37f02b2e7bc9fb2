//! Order, ids and kinds of a small school under the Open University's mapping.

use super::{plan, shipped, shown};
use crate::plan::fact::kind::Kind;

pub const COURSES: &str = "\"code_module\",\"code_presentation\",\"module_presentation_length\"
AAA,2013J,268
AAA,2014B,240
";

pub const ASSESSMENTS: &str =
    "code_module,code_presentation,id_assessment,assessment_type,date,weight
AAA,2013J,1,TMA,19,10
AAA,2013J,2,Exam,,100
AAA,2014B,3,TMA,19,10
";

pub const STUDENTS: &str = "code_module,code_presentation,id_student,gender,region,\
highest_education,imd_band,age_band,num_of_prev_attempts,studied_credits,disability,final_result
AAA,2014B,11,F,Wales,HE,,35-55,1,60,N,Fail
AAA,2013J,11,F,Wales,HE,,0-35,0,60,N,Withdrawn
AAA,2013J,12,M,Wales,HE,0-10%,0-35,0,60,N,Distinction
";

pub const REGISTRATIONS: &str =
    "code_module,code_presentation,id_student,date_registration,date_unregistration
AAA,2013J,11,,
AAA,2014B,11,-30,10
AAA,2013J,12,-5,
";

pub const SUBMISSIONS: &str = "id_assessment,id_student,date_submitted,is_banked
1,11,20,0
3,11,12,0
1,12,-10,1
2,12,268,0
";

/// The five files, one of them with other content.
pub fn files<'a>(name: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut files = vec![
        ("courses.csv", COURSES),
        ("assessments.csv", ASSESSMENTS),
        ("studentInfo.csv", STUDENTS),
        ("studentRegistration.csv", REGISTRATIONS),
        ("studentAssessment.csv", SUBMISSIONS),
    ];
    for file in files.iter_mut().filter(|file| file.0 == name) {
        file.1 = text;
    }
    files
}

#[test]
fn facts_of_a_learner_follow_the_person_and_every_enrollment_leads_its_facts() {
    let plan = plan(&shipped("oulad.toml"), &files("", "")).unwrap();
    let (facts, problems) = shown(&plan);
    assert_eq!(problems, [] as [&str; 0]);
    let expected = [
        "course AAA",
        "offering AAA/2013J",
        "offering AAA/2014B",
        // The earlier presentation adds the person, although its row is the later one.
        "person 11 unknown",
        // Its day is unknown: it comes first among the facts of that learner and offering.
        "enrollment AAA/2013J/11 unknown",
        "progress 1/11 2013-10-21",
        "enrollment AAA/2014B/11 2014-01-02",
        "person_change AAA/2014B/11 unknown",
        "withdrawal AAA/2014B/11 2014-02-11",
        "progress 3/11 2014-02-13",
        // Withdrawn without a day: placed at the last possible one.
        "withdrawal AAA/2013J/11 ?..2014-06-26",
        "outcome AAA/2014B/11 2014-09-29",
        "person 12 unknown",
        // What happened before the enrollment is told after it.
        "enrollment AAA/2013J/12 2013-09-26",
        "credit 1/12 2013-09-21",
        "progress 2/12 2014-06-26",
        "outcome AAA/2013J/12 2014-06-26",
    ];
    assert_eq!(facts, expected);
}

#[test]
fn the_same_source_gives_the_same_plan() {
    let mapping = shipped("oulad.toml");
    let one = plan(&mapping, &files("", "")).unwrap();
    let other = plan(&mapping, &files("", "")).unwrap();
    assert_eq!(one.facts, other.facts);
    assert_eq!(one.names.list(), other.names.list());
}

#[test]
fn every_row_is_counted_as_what_it_came_to() {
    let plan = plan(&shipped("oulad.toml"), &files("", "")).unwrap();
    let counts = plan.tally.iter().map(|(kind, counts)| {
        let sum = counts.facts + counts.same + counts.not_applicable + counts.bad;
        assert_eq!(counts.rows, sum, "{kind:?}");
        (kind, counts.rows, counts.facts)
    });
    let expected = [
        (Kind::Course, 2, 1),
        (Kind::Component, 3, 3),
        (Kind::Offering, 2, 2),
        (Kind::Person, 2, 2),
        (Kind::PersonChange, 1, 1),
        (Kind::Enrollment, 3, 3),
        (Kind::Withdrawal, 3, 2),
        (Kind::Progress, 4, 3),
        (Kind::Credit, 4, 1),
        (Kind::Outcome, 3, 2),
    ];
    assert_eq!(counts.collect::<Vec<_>>(), expected);
}
