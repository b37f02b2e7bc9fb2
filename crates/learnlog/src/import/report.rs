//! What an import tells: the plan, the anomalies, and what became of it. Invariant: the dry run and
//! the real one count the same facts; each line's numbers add up.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::import::apply::Applied;
use crate::import::apply::outcome::Outcome;
use crate::output::sheet::{Column, Sheet, number, text};
use crate::output::{Answer, cell};
use learnlog_import::plan::Plan;
use learnlog_import::plan::anomalies::check::Check;
use learnlog_import::plan::fact::kind::Kind;
use learnlog_import::source::Source;

/// Problems that are shown one by one; the result file has all of them.
const PROBLEMS_SHOWN_MAX: usize = 20;

const PLANNED: &[Column] = &[
    text("kind"),
    number("rows"),
    number("not_applicable"),
    number("same"),
    number("bad"),
    number("facts"),
];

const APPLIED: &[Column] = &[
    text("kind"),
    number("rows"),
    number("not_applicable"),
    number("same"),
    number("bad"),
    number("facts"),
    number("recorded"),
    number("repeated"),
    number("unchanged"),
    number("rejected"),
    number("abandoned"),
    number("refused"),
    number("held_back"),
];

const ANOMALIES: &[Column] = &[text("anomaly"), text("kind"), text("subject"), number("facts")];

const FILES: &[Column] = &[text("file"), number("rows"), number("bad")];

/// The first problems, a line each.
pub fn problems(plan: &Plan) -> Vec<String> {
    let mut lines: Vec<String> =
        plan.bad.problems().iter().take(PROBLEMS_SHOWN_MAX).map(ToString::to_string).collect();
    let more = plan.bad.problems().len() - lines.len();
    if more > 0 {
        lines.push(format!("… and {more} more; --results FILE lists all of them"));
    }
    lines
}

/// Everything that is counted.
pub fn answer(plan: &Plan, source: &Source, applied: Option<&Applied>) -> Answer {
    let mut notes = vec![
        "rows = facts + same (as another row) + not applicable + bad; \
         components are part of their course"
            .to_owned(),
    ];
    if let Some(applied) = applied {
        notes.extend(advice(applied));
        let position = cell::position(Some(&applied.position()));
        notes.push(match applied.is_visible {
            Some(true) => format!("the read models show all of it, at position {position}"),
            Some(false) => format!(
                "the read models are still behind: --at-least makes a question wait for position \
                 {position}"
            ),
            None => format!("visible from position {position}"),
        });
    }
    Answer {
        json: json(plan, source, applied),
        heading: Some(heading(plan, applied)),
        sheets: vec![kinds(plan, applied), anomaly_sheet(plan), files(plan, source)],
        notes,
    }
}

/// What became of the facts, and how many rows are none.
fn heading(plan: &Plan, applied: Option<&Applied>) -> String {
    let bad: usize = plan.bad.by_file().values().sum();
    let Some(applied) = applied else {
        let facts = plan.facts.len();
        return format!(
            "{}: {facts} facts to submit, {bad} rows bad; nothing was submitted",
            plan.source
        );
    };
    let total = |outcome| applied.total(outcome);
    let there = total(Outcome::Repeated) + total(Outcome::Unchanged);
    let mut words = format!(
        "{}: {} facts recorded, {there} already there, {} rejected, {} held back",
        plan.source,
        total(Outcome::Recorded),
        total(Outcome::Rejected),
        total(Outcome::HeldBack),
    );
    for outcome in [Outcome::Abandoned, Outcome::Refused] {
        match total(outcome) {
            0 => {}
            count => words.push_str(&format!(", {count} {}", outcome.as_str())),
        }
    }
    format!("{words}; {bad} rows bad")
}

/// What to do about facts that are not in the ledger.
fn advice(applied: &Applied) -> Vec<String> {
    let mut advice = Vec::new();
    let mut say = |is_so: bool, words: &str| advice.extend(is_so.then(|| words.to_owned()));
    say(
        applied.total(Outcome::Rejected) > applied.changed(),
        "rejected: correct the row, or what it refers to, and import again: it is tried again",
    );
    say(
        applied.total(Outcome::HeldBack) > 0,
        "held back: they need what was not taken, and are submitted once it is",
    );
    say(
        applied.changed() > 0,
        "rejected with COMMAND_ID_REUSED: the row says something else than the entry at its \
         position; that entry stands, because recorded facts cannot be corrected by import: put the \
         row back as it was",
    );
    advice
}

fn kinds(plan: &Plan, applied: Option<&Applied>) -> Sheet {
    let mut sheet = Sheet::new(if applied.is_some() { APPLIED } else { PLANNED });
    for (kind, counts) in plan.tally.iter() {
        let planned = [
            kind.as_str().to_owned(),
            counts.rows.to_string(),
            counts.not_applicable.to_string(),
            counts.same.to_string(),
            counts.bad.to_string(),
            counts.facts.to_string(),
        ];
        match applied {
            None => sheet.row(planned),
            Some(applied) => {
                let count = |outcome| applied.count(kind, outcome).to_string();
                let [kind_word, rows, not_applicable, same, bad, facts] = planned;
                let [recorded, repeated, unchanged, rejected, abandoned, refused, held_back] =
                    Outcome::ALL.map(count);
                sheet.row([
                    kind_word,
                    rows,
                    not_applicable,
                    same,
                    bad,
                    facts,
                    recorded,
                    repeated,
                    unchanged,
                    rejected,
                    abandoned,
                    refused,
                    held_back,
                ]);
            }
        }
    }
    sheet
}

/// Anomalies by check, kind and subject; a check without any has a line, too.
pub fn anomaly_counts(plan: &Plan) -> BTreeMap<(Check, Option<Kind>, &str), usize> {
    let mut counts = BTreeMap::new();
    for anomaly in &plan.anomalies {
        let subject = anomaly.subject.as_str();
        *counts.entry((anomaly.check, Some(anomaly.kind), subject)).or_default() += 1;
    }
    for check in &plan.checks {
        if !plan.anomalies.iter().any(|anomaly| anomaly.check == *check) {
            counts.insert((*check, None, ""), 0);
        }
    }
    counts
}

fn anomaly_sheet(plan: &Plan) -> Sheet {
    let mut sheet = Sheet::titled("Anomalies, all of them imported as they are", ANOMALIES);
    for ((check, kind, subject), count) in anomaly_counts(plan) {
        let kind = kind.map_or("", Kind::as_str).to_owned();
        sheet.row([check.as_str().to_owned(), kind, subject.to_owned(), count.to_string()]);
    }
    sheet
}

fn files(plan: &Plan, source: &Source) -> Sheet {
    let bad = plan.bad.by_file();
    let mut sheet = Sheet::titled("Files", FILES);
    for table in source.tables() {
        let bad = bad.get(&*table.file).copied().unwrap_or_default();
        sheet.row([table.file.to_string(), table.row_count().to_string(), bad.to_string()]);
    }
    sheet
}

fn json(plan: &Plan, source: &Source, applied: Option<&Applied>) -> Value {
    let kinds = plan.tally.iter().map(|(kind, counts)| {
        let mut json = json!({
            "kind": kind.as_str(),
            "rows": counts.rows,
            "not_applicable": counts.not_applicable,
            "same": counts.same,
            "bad": counts.bad,
            "facts": counts.facts,
        });
        for outcome in applied.iter().flat_map(|_| Outcome::ALL) {
            let count = applied.map(|applied| applied.count(kind, outcome));
            json[outcome.as_str()] = count.unwrap_or_default().into();
        }
        json
    });
    let anomalies = anomaly_counts(plan).into_iter().map(|((check, kind, subject), count)| {
        let kind = kind.map(Kind::as_str);
        json!({ "anomaly": check.as_str(), "kind": kind, "subject": subject, "facts": count })
    });
    let bad = plan.bad.by_file();
    let files = source.tables().map(|table| {
        let bad = bad.get(&*table.file).copied().unwrap_or_default();
        json!({ "file": &*table.file, "rows": table.row_count(), "bad": bad })
    });
    let problems = plan.bad.problems().iter().take(PROBLEMS_SHOWN_MAX).map(|problem| {
        let fault = problem.fault.to_string();
        let (file, row, column) = (&*problem.file, problem.row, &problem.column);
        json!({ "file": file, "row": row, "column": column, "problem": fault })
    });
    json!({
        "source": plan.source,
        "dry_run": applied.is_none(),
        "facts": plan.facts.len(),
        "kinds": kinds.collect::<Vec<_>>(),
        "anomalies": anomalies.collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
        "problem_count": plan.bad.problems().len(),
        "problems": problems.collect::<Vec<_>>(),
        "visible": applied.and_then(|applied| applied.is_visible),
        "position": applied.map(|applied| cell::position(Some(&applied.position()))),
    })
}
