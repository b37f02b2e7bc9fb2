//! One thing to mend. Invariant: it names the place, the rule and what to do, on one line.

use std::fmt;

/// Ordered by place, so that a sorted list reads file by file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// From the root of the checkout, with `/`.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong and what to do.
    pub advice: String,
    /// Whether it fails the run.
    pub severity: Severity,
}

/// Whether a finding fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// To be mended.
    Error,
    /// Worth a look.
    Warning,
}

impl Finding {
    /// An error.
    pub fn new(path: &str, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        let severity = Severity::Error;
        Self { path: path.to_owned(), line, rule, advice: advice.into(), severity }
    }

    /// The same as a warning.
    pub fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
        };
        write!(f, "{}:{}: {mark}{}: {}", self.path, self.line, self.rule, self.advice)
    }
}
