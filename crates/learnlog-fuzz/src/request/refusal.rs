//! Refusals of a message. Invariant: for a documented reason, of a field that the message has, in few words, and the
//! same to the caller of a unary call, to that of a stream, and behind another process.

use learnlog_api::error::ApiError;
use prost::Message;
use tonic::{Code, Status};

use super::{Kind, field_path};

/// Bytes of what a refusal says.
const TEXT_LIMIT_BYTES: usize = 1_024;

/// Bytes of all that it carries: the trailers of a call have room for 8 KiB in most clients, as base64.
const LIMIT_BYTES: usize = 4_096;

/// What must hold of every refusal of that kind of message.
pub(super) fn check(kind: &Kind, error: &ApiError) {
    assert!(kind.reasons.contains(&error.reason()), "{:?} is not documented", error.reason());
    assert_eq!(error.reason().code(), Code::InvalidArgument);
    let field = error.field().expect("a field is wrong");
    assert!(field_path::exists(kind.fields_of, field), "{} has no {field}", kind.fields_of);
    let text = error.to_string();
    assert!(text.starts_with(field) && text.len() <= TEXT_LIMIT_BYTES, "{text}");

    let item = error.clone().into_item();
    assert_eq!(item.metadata.get("field").map(String::as_str), Some(field));
    assert!(item.encoded_len() <= LIMIT_BYTES, "{item:?}");
    let passed_on = ApiError::from_item(item.clone()).expect("a reason of this build");
    assert_eq!(passed_on.into_item(), item);
    let status = Status::from(error.clone());
    assert_eq!((status.code(), status.message()), (Code::InvalidArgument, text.as_str()));
    assert!(status.details().len() <= LIMIT_BYTES, "{} bytes", status.details().len());
}
