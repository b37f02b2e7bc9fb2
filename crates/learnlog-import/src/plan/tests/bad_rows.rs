//! Bad rows say where and why; the good rows of the same file are planned.

use super::school::{ASSESSMENTS, COURSES, REGISTRATIONS, STUDENTS, SUBMISSIONS, files};
use super::{plan, shipped, shown};
use crate::mapping::Mapping;
use crate::plan::PlanError;
use crate::plan::fact::kind::Kind;

/// Problems, and facts per kind, of the school with one file changed.
fn changed(name: &str, text: &str) -> (Vec<String>, Vec<(Kind, usize)>) {
    let plan = plan(&shipped("oulad.toml"), &files(name, text)).unwrap();
    let facts = plan.tally.iter().map(|(kind, counts)| {
        let sum = counts.facts + counts.same + counts.not_applicable + counts.bad;
        assert_eq!(counts.rows, sum, "{kind:?}");
        (kind, counts.facts)
    });
    (shown(&plan).1, facts.collect())
}

fn count(facts: &[(Kind, usize)], kind: Kind) -> usize {
    facts.iter().find(|(of, _)| *of == kind).map_or(0, |(_, count)| *count)
}

#[test]
fn a_missing_column_is_named_once_and_the_other_columns_are_used() {
    let text = STUDENTS.replace("final_result", "result");
    let (problems, facts) = changed("studentInfo.csv", &text);
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    let words =
        "studentInfo.csv, row 1, column `final_result`: the column is missing; the header has";
    assert!(problem.starts_with(words), "{problem}");
    assert_eq!(count(&facts, Kind::Person), 2);
    assert_eq!(count(&facts, Kind::Outcome), 0);
    // Whether somebody withdrew is not said any more, where no day says so.
    assert_eq!(count(&facts, Kind::Withdrawal), 0);
    assert_eq!(count(&facts, Kind::Enrollment), 3);
}

#[test]
fn a_repeated_column_is_not_guessed() {
    let text = SUBMISSIONS.replace("date_submitted,is_banked", "is_banked,is_banked");
    let (problems, _) = changed("studentAssessment.csv", &text);
    let words = "studentAssessment.csv, row 1, column `is_banked`: the header names this column \
                 more than once";
    assert_eq!(problems, [words]);
}

#[test]
fn unknown_references_are_bad_rows() {
    let text = format!("{REGISTRATIONS}AAA,2015J,12,0,\nBBB,2013J,12,0,\n");
    let (problems, facts) = changed("studentRegistration.csv", &text);
    let undefined = |row, key| {
        format!(
            "studentRegistration.csv, row {row}, column `code_module`: the offering `{key}` is \
             unknown: no good row of the source defines it"
        )
    };
    // Whether they withdrew is read from another file, which does not know them either.
    let not_in_file = |row, key| {
        format!(
            "studentRegistration.csv, row {row}, column `code_module`: `{key}` is not in \
             studentInfo.csv"
        )
    };
    let expected = [
        undefined(5, "AAA/2015J"),
        undefined(6, "BBB/2013J"),
        not_in_file(5, "AAA/2015J/12"),
        not_in_file(6, "BBB/2013J/12"),
    ];
    assert_eq!(problems, expected);
    assert_eq!(count(&facts, Kind::Enrollment), 3);

    let text = format!("{SUBMISSIONS}9,12,1,0\n1,99,1,0\n");
    let (problems, facts) = changed("studentAssessment.csv", &text);
    let expected = [
        "studentAssessment.csv, row 6, column `id_assessment`: `9` is not in assessments.csv",
        "studentAssessment.csv, row 7, column `id_student`: the learner `99` is unknown: no good \
         row of the source defines it",
    ];
    assert_eq!(problems, expected);
    assert_eq!(count(&facts, Kind::Progress), 3);

    // An assessment of a module that no row defines.
    let (problems, facts) =
        changed("assessments.csv", &format!("{ASSESSMENTS}ZZZ,2013J,4,TMA,1,1\n"));
    let words = "assessments.csv, row 5, column `code_module`: the course `ZZZ` is unknown: no good \
                 row of the source defines it";
    assert_eq!(problems, [words]);
    assert_eq!(count(&facts, Kind::Component), 3);
}

#[test]
fn what_a_bad_definition_leaves_undefined_waits_for_its_correction() {
    let text = COURSES.replace("AAA,2014B,240", "AAA,2014B,many");
    let (problems, facts) = changed("courses.csv", &text);
    let own = "courses.csv, row 3, column `module_presentation_length`: `many` is not a whole \
               number of days";
    assert_eq!(problems[0], own, "{problems:#?}");
    // Enrollment, withdrawal, submission and result of learner 11 in that offering.
    assert_eq!(problems.len(), 5, "{problems:#?}");
    assert_eq!(count(&facts, Kind::Course), 1);
    assert_eq!(count(&facts, Kind::Enrollment), 2);
    assert_eq!(count(&facts, Kind::Person), 2);

    let (problems, _) = changed("courses.csv", &COURSES.replace("2014B", "2014X"));
    let own = "courses.csv, row 3, column `code_presentation`: `2014X` is not a year followed by \
               one of: B, J";
    assert_eq!(problems[0], own, "{problems:#?}");
}

#[test]
fn a_value_that_another_file_has_wrong_is_traced_to_that_file() {
    let mapping = "
        source = 's'
        [tables.terms]
        file = 'terms.csv'
        key = ['term']
        days.start = { column = 'start', format = 'iso' }
        [tables.work]
        file = 'work.csv'
        join.terms = ['term']
        days.done = { from = 'terms.start', plus_days = 'day' }
        [[progress]]
        table = 'work'
        key = ['who', 'day']
        learner = ['who']
        course = ['course']
        day = 'done'
    ";
    let mapping = Mapping::parse(mapping).unwrap();
    let terms = "term,start\nspring,2024-02-30\nfall,2024-09-01\n";
    let work = "who,course,term,day\n1,c,spring,1\n1,c,fall,2\n1,c,winter,3\n";
    let plan = plan(&mapping, &[("terms.csv", terms), ("work.csv", work)]).unwrap();
    let (facts, problems) = shown(&plan);
    assert_eq!(facts, ["progress 1/2 2024-09-03"]);
    let expected = [
        "work.csv, row 2, column `terms.start`: terms.csv, row 2, column `start`: `2024-02-30` is \
         a day that the calendar does not have",
        "work.csv, row 4, column `term`: `winter` is not in terms.csv",
    ];
    assert_eq!(problems, expected);
}

#[test]
fn unknown_values_are_not_guessed() {
    let (problems, facts) = changed("studentInfo.csv", &STUDENTS.replace("Distinction", "Merit"));
    let words = "studentInfo.csv, row 4, column `final_result`: `Merit` is none of the values that \
                 the mapping knows: Distinction, Fail, Pass, Withdrawn";
    assert_eq!(problems, [words]);
    assert_eq!(count(&facts, Kind::Outcome), 1);

    let (problems, facts) =
        changed("studentAssessment.csv", &SUBMISSIONS.replace("268,0", "268,yes"));
    let words = "studentAssessment.csv, row 5, column `is_banked`: `yes` is none of the values that \
                 the mapping knows: 0, 1";
    // Neither progress nor credit.
    assert_eq!(problems, [words]);
    assert_eq!(count(&facts, Kind::Progress), 2);
}

#[test]
fn one_key_with_two_contents_is_bad() {
    let text = format!("{SUBMISSIONS}1,11,20,0\n1,11,21,0\n");
    let (problems, facts) = changed("studentAssessment.csv", &text);
    let words = "studentAssessment.csv, row 7, column `date_submitted`: row 2 has the same key \
                 `1/11` and other content";
    assert_eq!(problems, [words]);
    assert_eq!(count(&facts, Kind::Progress), 3);
}

#[test]
fn facts_wait_for_an_enrollment_that_may_be_a_bad_row() {
    let text = REGISTRATIONS.replace("AAA,2013J,12,-5,", "AAA,2013J,12,-5");
    let (problems, facts) = changed("studentRegistration.csv", &text);
    let expected = [
        "studentRegistration.csv, row 4, column `date_unregistration`: the row has 4 fields, the \
         header has 5",
        "studentAssessment.csv, row 5, column `assessments.code_module`: the enrollment \
         `AAA/2013J/12` is unknown: no good row of the source defines it",
        "studentAssessment.csv, row 4, column `assessments.code_module`: the enrollment \
         `AAA/2013J/12` is unknown: no good row of the source defines it",
        "studentInfo.csv, row 4, column `code_module`: the enrollment `AAA/2013J/12` is unknown: \
         no good row of the source defines it",
    ];
    assert_eq!(problems, expected);
    assert_eq!(count(&facts, Kind::Progress), 2);
}

#[test]
fn what_the_server_would_refuse_is_bad_before_anything_is_sent() {
    let long = "x".repeat(501);
    let (problems, facts) = changed("studentInfo.csv", &STUDENTS.replacen("Wales", &long, 1));
    let [problem, ..] = problems.as_slice() else { panic!("{problems:?}") };
    // Any of the columns that become free attributes.
    let words = "studentInfo.csv, row 2, column `age_band, disability, ";
    assert!(problem.starts_with(words), "{problem}");
    assert!(problem.contains("too long"), "{problem}");
    assert_eq!(count(&facts, Kind::Person), 2);
}

#[test]
fn a_day_that_the_mapping_does_not_describe_is_the_mappings_fault() {
    let text =
        std::fs::read_to_string(super::repository().join("ops/mappings/oulad.toml")).unwrap();
    let mapping = text.replace("day = \"submitted\"", "day = \"handed_in\"");
    let mapping = Mapping::parse(&mapping).unwrap();
    let error = plan(&mapping, &files("", "")).unwrap_err();
    let PlanError::Mapping(error) = error else { panic!("{error:?}") };
    assert_eq!(error.to_string(), "tables.submissions.days has no `handed_in`");

    let circle = text.replace("from = \"start\"", "from = \"end\"");
    let mapping = Mapping::parse(&circle).unwrap();
    let error = plan(&mapping, &files("", "")).unwrap_err().to_string();
    let words = "tables.presentations.days.end depends on too many other days, or on itself";
    assert_eq!(error, words);
}
