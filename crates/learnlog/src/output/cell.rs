//! Values as cells. Invariant: what is absent is an empty cell; days, instants and positions are
//! written one way everywhere.

use jiff::Timestamp;
use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::LedgerPosition;

/// "2026-10-31".
pub fn day(day: Option<Date>) -> String {
    day.map(|day| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)).unwrap_or_default()
}

/// "2026-10-31T09:05:00.123456Z".
pub fn instant(instant: Option<prost_types::Timestamp>) -> String {
    let instant = instant.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok());
    instant.map(|instant| instant.to_string()).unwrap_or_default()
}

/// "0:61 1:4012 2:3995": log:sequence.
pub fn position(position: Option<&LedgerPosition>) -> String {
    let logs = position.map(|position| position.logs.as_slice()).unwrap_or_default();
    let logs: Vec<_> = logs.iter().map(|log| format!("{}:{}", log.log, log.sequence)).collect();
    logs.join(" ")
}

/// Hundredths of a percent as percent: "87.50".
pub fn percent(basis_points: Option<u32>) -> String {
    basis_points.map(|points| format!("{}.{:02}", points / 100, points % 100)).unwrap_or_default()
}

/// Lowercase hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// "PASSED_WITH_DISTINCTION" as "passed with distinction"; what is unspecified, nothing.
pub fn words(enum_name: &str, prefix: &str) -> String {
    let name = enum_name.strip_prefix(prefix).unwrap_or(enum_name);
    if name == "UNSPECIFIED" { String::new() } else { name.to_lowercase().replace('_', " ") }
}
