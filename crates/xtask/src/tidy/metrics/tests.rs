//! Metrics that are recorded, declared or shown wrongly.

use crate::tidy::tests::findings;

const NAMES: &str = "crates/a/src/metrics.rs";
const DECLARED: &str = "//! The metrics.\npub const APPENDED: Metric = Metric {\n    \
    name: \"learnlog_appended_total\",\n    unit: \"entries\",\n    help: \"Appended.\",\n};\n";
const RECORDED: &str =
    "fn f() {\n    metrics::counter!(metrics::APPENDED.name, \"log\" => \"1\").increment(1);\n}\n";

fn metrics(names: &str, code: &str) -> Vec<String> {
    findings(super::check, &[(NAMES, names), ("crates/a/src/lib.rs", code)])
}

#[track_caller]
fn refused(found: &[String], expected: &str) {
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(expected), "{found:?}");
}

#[test]
fn a_declared_and_recorded_metric_is_fine() {
    assert!(metrics(DECLARED, RECORDED).is_empty());
}

#[test]
fn a_literal_or_another_constant_is_not_recorded() {
    for name in ["\"learnlog_head\"", "HEAD", "HEAD.name", "APPENDED.help"] {
        let code = format!("{RECORDED}fn g() {{ gauge!({name}).set(1.0); }}\n");
        refused(&metrics(DECLARED, &code), "crates/a/src/lib.rs:4: metric: record `X.name`");
    }
}

#[test]
fn the_constant_of_another_crate_is_not_recorded() {
    let files =
        [(NAMES, DECLARED), ("crates/a/src/a.rs", RECORDED), ("crates/b/src/lib.rs", RECORDED)];
    refused(&findings(super::check, &files), "crates/b/src/lib.rs:2: metric: record `X.name`");
}

#[test]
fn a_metric_without_name_unit_or_help_is_refused() {
    for (text, instead, field) in [
        ("\"entries\"", "\"\"", "say its `unit`"),
        ("help: \"Appended.\",", "", "say its `help`"),
        ("\"learnlog_appended_total\"", "NAME", "its `name` is a literal"),
    ] {
        let found = metrics(&DECLARED.replace(text, instead), RECORDED);
        let expected = format!("{NAMES}:2: metric: APPENDED: {field}");
        assert!(found.iter().any(|finding| finding.starts_with(&expected)), "{found:?}");
    }
}

#[test]
fn a_counter_and_nothing_else_ends_in_total() {
    let expected = "crates/a/src/lib.rs:2: metric: learnlog_appended";
    refused(&metrics(DECLARED, &RECORDED.replace("counter!", "gauge!")), expected);
    refused(&metrics(&DECLARED.replace("_total", ""), RECORDED), expected);
}

#[test]
fn a_metric_is_of_one_kind() {
    let declared = DECLARED.replace("_total", "");
    let gauge = RECORDED.replace("counter!", "gauge!");
    let both = format!("{gauge}{}", RECORDED.replace("counter!", "histogram!"));
    let expected = "crates/a/src/lib.rs:5: metric: learnlog_appended is recorded as something else";
    refused(&metrics(&declared, &both), expected);
}

#[test]
fn a_metric_that_nothing_records_is_refused() {
    refused(&metrics(DECLARED, ""), "crates/a/src/metrics.rs:2: metric: nothing records APPENDED");
}

#[test]
fn two_metrics_do_not_share_a_name() {
    let files = [
        (NAMES, DECLARED),
        ("crates/a/src/a.rs", RECORDED),
        ("crates/b/src/metrics.rs", DECLARED),
        ("crates/b/src/b.rs", RECORDED),
    ];
    let expected = "crates/b/src/metrics.rs:2: metric: learnlog_appended_total is the name";
    refused(&findings(super::check, &files), expected);
}

#[test]
fn a_panel_names_recorded_metrics_only() {
    let histogram = DECLARED.replace("_total", "");
    let recorded = RECORDED.replace("counter!", "histogram!");
    let panel = |text| {
        let files = [
            (NAMES, histogram.as_str()),
            ("crates/a/src/a.rs", &recorded),
            ("ops/dashboards/a.json", text),
        ];
        findings(super::check, &files)
    };
    assert!(panel("rate(learnlog_appended_bucket[5m])\n").is_empty());
    let found = panel("x\nsum(learnlog_gone)\n");
    refused(&found, "ops/dashboards/a.json:2: metric: no crate records learnlog_gone");
}
