//! Each limit, at it and one past it.

use crate::tidy::tests::findings;

fn lengths(path: &str, text: &str) -> Vec<String> {
    findings(super::check, &[(path, text)])
}

fn function(lines: usize) -> String {
    format!("//! A.\nfn f() {{\n{}}}\n", "    x();\n".repeat(lines - 2))
}

#[test]
fn a_function_of_71_lines_is_refused() {
    assert!(lengths("a.rs", &function(70)).is_empty());
    let found = lengths("a.rs", &function(71));
    assert!(found[0].starts_with("a.rs:2: function-length: `f` has 71 lines"), "{found:?}");
}

#[test]
fn a_file_of_151_lines_is_warned_of_and_one_of_501_refused() {
    assert!(lengths("a.sql", &"--\n".repeat(150)).is_empty());
    assert!(lengths("a.sql", &"--\n".repeat(151))[0].contains("warning: file-length: 151 lines"));
    assert!(lengths("a.sql", &"--\n".repeat(500))[0].contains("warning"));
    assert!(!lengths("a.sql", &"--\n".repeat(501))[0].contains("warning"));
}

#[test]
fn a_line_of_141_characters_is_refused_in_every_kind_of_code() {
    for (path, first) in
        [("a.rs", "// "), ("a.sql", "-- "), ("a.proto", "// "), ("a.sh", "# "), ("ops/a", "#!")]
    {
        let fits = format!("{first}{}\n", "é".repeat(140 - first.len()));
        assert!(lengths(path, &fits).is_empty(), "{path}");
        let long = format!("{first}{}\n", "é".repeat(141 - first.len()));
        let found = lengths(path, &long);
        assert!(found[0].starts_with(&format!("{path}:1: line-length: 141")), "{found:?}");
    }
}

#[test]
fn what_is_not_code_may_be_wide() {
    assert!(lengths("README.md", &"x".repeat(500)).is_empty());
}
