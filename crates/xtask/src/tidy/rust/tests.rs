//! What is seen of a file, and what is not.

use super::Source;

fn resolved(text: &str) -> Vec<String> {
    let source = Source::parse(text).unwrap();
    source.resolved_paths().into_iter().map(|(line, path)| format!("{line} {path}")).collect()
}

#[test]
fn names_are_resolved_through_aliases_lists_modules_and_globs() {
    for (imports, call) in [
        ("use std::process::exit;", "exit(1)"),
        ("use std::process::exit as leave;", "leave(1)"),
        ("use std::{env, process::{self, Command}};", "process::exit(1)"),
        ("use ::std::process::*;", "exit(1)"),
        ("", "::std::process::exit(1)"),
        ("use std::process;", "assert!({ process::exit(1) })"),
    ] {
        let text = format!("{imports}\nfn f() {{\n{call};\n}}\n");
        assert!(resolved(&text).contains(&"3 std::process::exit".to_owned()), "{text}");
    }
}

#[test]
fn strings_comments_fields_and_methods_are_not_paths() {
    let text =
        "// tokio::spawn\n/// tokio::spawn\nfn f(x: X) { x.spawn(); x.sleep; \"tokio::spawn\"; }\n";
    let found = resolved(text);
    assert!(
        !found.iter().any(|path| path.contains("spawn") || path.contains("sleep")),
        "{found:?}"
    );
}

#[test]
fn functions_are_measured_wherever_they_stand() {
    let text = "trait T { fn none(); }\nimpl X {\n  pub async fn one() {}\n}\nproptest! {\n  fn three(\n  a: u8) {\n  }\n}\n\
                type P = fn(u8) -> u8;\n";
    let source = Source::parse(text).unwrap();
    let found: Vec<_> =
        source.functions.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
    assert_eq!(found, [("one", 3, 1), ("three", 6, 3)]);
}

#[test]
fn constants_macros_and_ignored_tests_are_found() {
    let text = "pub const A: &str = \"a\";\nconst N: u8 = 1;\n#[ignore]\n#[cfg_attr(x, ignore)]\n#[test]\n\
                fn f() { metrics::counter!(A, \"k\" => \"v\"); }\n";
    let source = Source::parse(text).unwrap();
    assert_eq!(source.ignored_tests, [3, 4]);
    assert_eq!(source.constants.len(), 2);
    let first = &source.constants[0];
    assert_eq!((first.name.as_str(), first.line), ("A", 1));
    assert_eq!(super::tokens::string(&first.value[0]).unwrap(), "a");
    let found = &source.macros[0];
    assert_eq!((found.name.as_str(), found.line, found.arguments.len()), ("counter", 6, 2));
}

#[test]
fn text_that_is_not_rust_gives_its_line() {
    assert_eq!(Source::parse("fn f() {\n  )\n").unwrap_err(), 2);
}
