//! The names of this crate's metrics, with unit and help.

use crate::error::reason::Reason;

/// A metric's name, unit and help text.
pub struct Metric {
    /// As exported.
    pub name: &'static str,
    /// "requests", "seconds" …
    pub unit: &'static str,
    /// What it says.
    pub help: &'static str,
}

/// Malformed requests and items, by reason.
pub const MALFORMED: Metric = Metric {
    name: "learnlog_api_malformed_requests_total",
    unit: "requests",
    help: "Requests and items of streams that were refused as malformed, by reason.",
};

/// Calls that no principal was found for, by reason.
pub const UNAUTHENTICATED: Metric = Metric {
    name: "learnlog_api_unauthenticated_calls_total",
    unit: "calls",
    help: "Calls refused because they carried no acceptable credentials, by reason.",
};

/// Calls that were turned away unread because there are too many, by reason.
pub const REFUSED: Metric = Metric {
    name: "learnlog_api_refused_calls_total",
    unit: "calls",
    help: "Calls refused because their caller, or all of them, have too many, by reason.",
};

/// Commands that were answered, by outcome.
pub const ANSWERS: Metric = Metric {
    name: "learnlog_api_answers_total",
    unit: "answers",
    help: "Commands answered, by outcome: recorded, rejected, unchanged, abandoned.",
};

/// Commands that got no answer, by reason.
pub const UNANSWERED: Metric = Metric {
    name: "learnlog_api_unanswered_commands_total",
    unit: "commands",
    help: "Well-formed commands that got no answer, by reason.",
};

/// Seconds from the arrival of a Submit to its answer.
pub const SUBMIT_SECONDS: Metric = Metric {
    name: "learnlog_api_submit_seconds",
    unit: "seconds",
    help: "Seconds from the arrival of a Submit to its answer.",
};

/// Seconds from the arrival of a query to its answer, by rpc.
pub const QUERY_SECONDS: Metric = Metric {
    name: "learnlog_api_query_seconds",
    unit: "seconds",
    help: "Seconds from the arrival of a query to its answer, by rpc.",
};

/// Commands that another process answered.
pub const FORWARDED: Metric = Metric {
    name: "learnlog_api_forwarded_commands_total",
    unit: "commands",
    help: "Commands that were forwarded to the process that owns their log, and answered by it.",
};

/// Commands that were forwarded, and had to be decided anew.
pub const FELL_BACK: Metric = Metric {
    name: "learnlog_api_fell_back_commands_total",
    unit: "commands",
    help: "Forwarded commands that their owner did not answer, decided anew by another process.",
};

/// Commands of unary calls that may be under way at once.
pub const UNARY_LIMIT: Metric = Metric {
    name: "learnlog_api_unary_limit_commands",
    unit: "commands",
    help: "Commands of unary calls that may be under way at once; it falls where they take long.",
};

/// Logs that this process owns, as it sees it.
pub const OWNED_LOGS: Metric = Metric {
    name: "learnlog_api_owned_logs",
    unit: "logs",
    help: "Logs whose commands this process decides, as it sees it.",
};

/// Counts a call that was turned away.
pub(crate) fn refused(reason: Reason) {
    ::metrics::counter!(REFUSED.name, "reason" => reason.name()).increment(1);
}

/// Tells the recorder what they are.
pub(crate) fn describe() {
    let counters = [MALFORMED, UNAUTHENTICATED, REFUSED, ANSWERS, UNANSWERED, FORWARDED, FELL_BACK];
    for metric in counters {
        ::metrics::describe_counter!(metric.name, metric.help);
    }
    for metric in [OWNED_LOGS, UNARY_LIMIT] {
        ::metrics::describe_gauge!(metric.name, metric.help);
    }
    for metric in [SUBMIT_SECONDS, QUERY_SECONDS] {
        ::metrics::describe_histogram!(metric.name, ::metrics::Unit::Seconds, metric.help);
    }
}
