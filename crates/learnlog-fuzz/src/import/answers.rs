//! What became of the rows. Invariant: counted without the code that reads them.

use std::collections::BTreeSet;

use learnlog_api::input::command::read;
use learnlog_domain::time::Day;
use learnlog_import::command::Commands;
use learnlog_import::mapping::Mapping;
use learnlog_import::plan::Plan;
use learnlog_import::plan::fact::Body;
use learnlog_import::plan::names::NameId;
use learnlog_import::problem::fault::Fault;
use learnlog_import::source::Source;
use learnlog_import::source::table::Table;
use uuid::Uuid;

/// Every row of a file is good or bad, once, under the line on which it starts.
pub(super) fn rows(table: &Table, content: &[u8]) {
    let good = table.rows.iter().map(|row| row.line);
    let lines: Vec<u32> = good.chain(table.bad.iter().map(|bad| bad.row)).collect();
    let distinct: BTreeSet<u32> = lines.iter().copied().collect();
    assert!(!table.bad.iter().any(|bad| matches!(bad.fault, Fault::Damaged(_))));
    if content.contains(&b'\r') {
        // A carriage return alone ends a row, too, but no line: several rows start on one.
        return;
    }
    assert_eq!(distinct.len(), lines.len(), "two answers for one line");
    assert_eq!(lines.len(), table.row_count());
    if content.contains(&b'"') {
        return;
    }
    let written = content.split(|byte| *byte == b'\n').enumerate();
    let written = written.filter(|(index, line)| {
        // The mark at the beginning of a file is no text.
        let line =
            if *index == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        !line.is_empty()
    });
    let numbers = written.map(|(index, _)| u32::try_from(index + 1).expect("few lines"));
    // The first is the header.
    assert_eq!(distinct, numbers.skip(1).collect());
}

/// Every row that a rule reads comes to one thing, and every fact is well-formed.
pub(crate) fn plan(mapping: &Mapping, source: &Source) {
    let last_day = Day::new(2024, 12, 31).expect("a day");
    let Ok(plan) = Plan::new(mapping, source, last_day) else { return };
    for (kind, counts) in plan.tally.iter() {
        let sum = counts.facts + counts.same + counts.not_applicable + counts.bad;
        assert_eq!(counts.rows, sum, "{kind:?}: {counts:?}");
    }
    let (is_shared, mut answered) = (is_shared(mapping, source), BTreeSet::new());
    let said = plan.facts.iter().map(|fact| (fact.kind(), &fact.place));
    for (kind, place) in said.chain(plan.same.iter().map(|(kind, place)| (*kind, place))) {
        let row = (kind, place.origin.file.clone(), place.origin.column.clone(), place.row);
        assert!(is_shared || answered.insert(row), "{kind:?} {place:?} twice");
    }
    let (definitions, others) = plan.facts.split_at(plan.definitions);
    assert!(definitions.iter().all(|fact| matches!(fact.body, Body::Definition(_))));
    assert!(others.iter().all(|fact| !matches!(fact.body, Body::Definition(_))));
    is_well_formed(&plan);

    let again = Plan::new(mapping, source, last_day).expect("it was planned before");
    assert_eq!(again.facts, plan.facts);
    assert_eq!(again.names.list(), plan.names.list());
    assert_eq!(again.bad.problems(), plan.bad.problems());
}

/// Whether one row may rightly be told twice: several rules of a kind, tables of one file, or rows on one line.
fn is_shared(mapping: &Mapping, source: &Source) -> bool {
    let files: BTreeSet<&str> = mapping.tables.values().map(|table| &*table.file).collect();
    let most = [
        mapping.org_units.len(),
        mapping.jobs.len(),
        mapping.courses.len(),
        mapping.offerings.len(),
        mapping.people.len(),
        mapping.enrollments.len(),
        mapping.withdrawals.len(),
        mapping.progress.len(),
        mapping.outcomes.len(),
        mapping.credits.len(),
    ];
    let has_rows_on_one_line = source.tables().any(|table| {
        let lines: BTreeSet<u32> = table.rows.iter().map(|row| row.line).collect();
        lines.len() < table.rows.len()
    });
    files.len() < mapping.tables.len()
        || most.iter().any(|rules| *rules > 1)
        || has_rows_on_one_line
}

/// The server would not refuse any of it for its form.
fn is_well_formed(plan: &Plan) {
    let id = |name: NameId| Uuid::from_u128(name.index() as u128 + 1);
    let commands = Commands { source: &plan.source, id };
    for fact in &plan.facts {
        let mut command = commands.command(fact);
        command.command_id = Uuid::from_u128(u128::MAX).to_string();
        if let Err(error) = read(command, 1) {
            panic!("{fact:?}: {error}");
        }
    }
}
