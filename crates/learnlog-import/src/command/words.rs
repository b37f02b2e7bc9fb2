//! The mapping's words in those of the protocol.

use learnlog_domain::time::Day;
use learnlog_proto::events;
use learnlog_proto::google::r#type::Date;

use crate::mapping::rules::values::{CompletedBy, Completion, ComponentKind, Success};

/// A day.
pub fn date(day: Day) -> Date {
    let date = day.date();
    Date { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

/// What completes a course.
pub fn completion_rule(rule: CompletedBy) -> events::CompletionRule {
    match rule {
        CompletedBy::Complete => events::CompletionRule::Complete,
        CompletedBy::Passed => events::CompletionRule::Passed,
    }
}

/// What a component is.
pub fn component_kind(kind: ComponentKind) -> events::ComponentKind {
    match kind {
        ComponentKind::Content => events::ComponentKind::Content,
        ComponentKind::Session => events::ComponentKind::Session,
        ComponentKind::Assessment => events::ComponentKind::Assessment,
        ComponentKind::Observation => events::ComponentKind::Observation,
        ComponentKind::Document => events::ComponentKind::Document,
        ComponentKind::Survey => events::ComponentKind::Survey,
    }
}

/// Complete or not.
pub fn completion(completion: Completion) -> events::Completion {
    match completion {
        Completion::Unknown => events::Completion::Unknown,
        Completion::Incomplete => events::Completion::Incomplete,
        Completion::Complete => events::Completion::Complete,
    }
}

/// Passed or not.
pub fn success(success: Success) -> events::Success {
    match success {
        Success::Unknown => events::Success::Unknown,
        Success::Failed => events::Success::Failed,
        Success::Passed => events::Success::Passed,
    }
}
