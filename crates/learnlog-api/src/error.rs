//! Errors as callers see them. Invariant: every status that a handler answers carries an ErrorInfo whose reason has
//! a page in `docs/errors/`, and every value that varies is in its metadata (AIP-193).

pub mod reason;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

use learnlog_proto::api::ItemError;
use tonic::Status;
use tonic_types::{ErrorDetails, StatusExt};

use self::reason::Reason;

/// The domain of every ErrorInfo.
pub const ERROR_DOMAIN: &str = "learnlog";

/// Longest piece of a caller's own text that an error gives back.
pub const ECHO_LIMIT_BYTES: usize = 100;

/// One refusal, on its way to a status or to an item of a stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.message)]
pub struct ApiError(Box<Refusal>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    reason: Reason,
    message: String,
    /// The field that is wrong, and what is wrong with it.
    field: Option<(String, String)>,
    metadata: HashMap<String, String>,
    /// When it is worth to come again.
    retry_after: Option<Duration>,
}

impl ApiError {
    /// A refusal that is not about one field.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        let message = message.into();
        let metadata = HashMap::new();
        Self(Box::new(Refusal { reason, message, field: None, metadata, retry_after: None }))
    }

    /// A refusal of the field at `path`: what is `wrong` with it, and what would be right.
    pub fn of_field(reason: Reason, path: impl Display, wrong: &str, expected: &str) -> Self {
        let path = path.to_string();
        let description = format!("{wrong}; expected {expected}");
        let mut error = Self::new(reason, format!("{path}: {description}"))
            .with("field", &path)
            .with("wrong", wrong)
            .with("expected", expected);
        error.0.field = Some((path, description));
        error
    }

    /// With one more value in the metadata.
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        self.0.metadata.insert(name.to_owned(), value.to_string());
        self
    }

    /// With the time after which it is worth to come again: in RetryInfo, and in the metadata for items of a stream.
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.0.retry_after = Some(pause);
        self.with("retry_after_ms", pause.as_millis())
    }

    /// Why.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// The path of the field that is wrong, if it is about one.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_ref().map(|(path, _)| path.as_str())
    }

    /// What another process answered to one item of a stream. None: a reason that this build does not know.
    pub fn from_item(item: ItemError) -> Option<Self> {
        let reason = Reason::ALL.iter().find(|reason| reason.name() == item.reason)?;
        let ItemError { message, metadata, .. } = item;
        let millis = metadata.get("retry_after_ms").and_then(|millis| millis.parse().ok());
        let retry_after = millis.map(Duration::from_millis);
        let (reason, field) = (*reason, None);
        Some(Self(Box::new(Refusal { reason, message, field, metadata, retry_after })))
    }

    /// The same, as the answer to one item of a stream.
    pub fn into_item(self) -> ItemError {
        let refusal = *self.0;
        ItemError {
            code: refusal.reason.code() as i32,
            message: refusal.message,
            reason: refusal.reason.name().to_owned(),
            metadata: refusal.metadata,
        }
    }
}

impl From<ApiError> for Status {
    fn from(error: ApiError) -> Self {
        let refusal = *error.0;
        let reason = refusal.reason;
        let mut details =
            ErrorDetails::with_error_info(reason.name(), ERROR_DOMAIN, refusal.metadata);
        if let Some((path, description)) = refusal.field {
            details.add_bad_request_violation(path, description);
        }
        if refusal.retry_after.is_some() {
            details.set_retry_info(refusal.retry_after);
        }
        Status::with_error_details(reason.code(), refusal.message, details)
    }
}

/// The caller's own text, shortened, to be given back to that caller.
pub fn echo(text: &str) -> &str {
    let mut end = text.len().min(ECHO_LIMIT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
