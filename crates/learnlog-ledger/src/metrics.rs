//! The names of this crate's metrics, with unit and help.

/// A metric's name, unit and help text.
pub struct Metric {
    /// As exported.
    pub name: &'static str,
    /// "entries", "seconds" …
    pub unit: &'static str,
    /// What it says.
    pub help: &'static str,
}

/// Entries that this process appended and saw confirmed, by log.
pub const ENTRIES_APPENDED: Metric = Metric {
    name: "learnlog_ledger_entries_appended_total",
    unit: "entries",
    help: "Entries that this process appended and saw confirmed, by log.",
};

/// How often a writer had to settle an unknown outcome by reading back, by log.
pub const RECOVERIES: Metric = Metric {
    name: "learnlog_ledger_recoveries_total",
    unit: "recoveries",
    help: "How often a writer settled unknown outcomes by reading back, by log.",
};

/// Readers that met an entry recorded later than the log appended it, by log.
pub const CLOCK_ALARMS: Metric = Metric {
    name: "learnlog_ledger_clock_alarms_total",
    unit: "readers",
    help: "Readers that met an entry recorded seconds before its time: a writer's clock was ahead.",
};
