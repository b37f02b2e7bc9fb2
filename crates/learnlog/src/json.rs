//! Protobuf as JSON, by reflection, so that every message of the API has a JSON form without code
//! of its own. Invariant: the form is stable: field names as in `proto/`, days as "YYYY-MM-DD",
//! instants as RFC 3339, ids as UUIDs, other bytes in hexadecimal, enum values by name, integers as
//! numbers; unset messages are left out, unset scalars are there with their default.

pub mod input;

use std::sync::OnceLock;

use jiff::Timestamp;
use learnlog_proto::DESCRIPTOR_SET;
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor,
    ReflectMessage, Value as ProtoValue,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::output::cell;

/// The message does not fit its description; client and description are of one build, so this is a
/// bug.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// Not in the descriptor set.
    #[error("the message type {0} has no description in this build")]
    Unknown(String),
    /// The bytes are not of that type.
    #[error("the bytes are no {message_type}")]
    Decode {
        /// The type.
        message_type: String,
        /// Why.
        #[source]
        source: prost::DecodeError,
    },
    /// The descriptor set that was compiled in.
    #[error("the built-in descriptions cannot be read")]
    Descriptors(#[source] prost_reflect::DescriptorError),
}

/// The type of that full name ("learnlog.api.v1.Command"). Errors: [`JsonError`].
pub fn descriptor(message_type: &str) -> Result<MessageDescriptor, JsonError> {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    let pool = match POOL.get() {
        Some(pool) => pool,
        None => {
            let pool = DescriptorPool::decode(DESCRIPTOR_SET).map_err(JsonError::Descriptors)?;
            POOL.get_or_init(|| pool)
        }
    };
    pool.get_message_by_name(message_type)
        .ok_or_else(|| JsonError::Unknown(message_type.to_owned()))
}

/// A message of the type `message_type` as JSON. Errors: [`JsonError`].
pub fn from_message(message_type: &str, message: &impl Message) -> Result<Value, JsonError> {
    from_bytes(message_type, &message.encode_to_vec())
}

/// Encoded bytes of a message of the type `message_type` as JSON. Errors: [`JsonError`].
pub fn from_bytes(message_type: &str, bytes: &[u8]) -> Result<Value, JsonError> {
    let message = DynamicMessage::decode(descriptor(message_type)?, bytes)
        .map_err(|source| JsonError::Decode { message_type: message_type.to_owned(), source })?;
    Ok(from_dynamic(&message))
}

fn from_dynamic(message: &DynamicMessage) -> Value {
    let descriptor = message.descriptor();
    let integer = |name: &str| {
        let value = message.get_field_by_name(name);
        value.and_then(|value| value.as_i64().or(value.as_i32().map(i64::from))).unwrap_or_default()
    };
    match descriptor.full_name() {
        "google.type.Date" => {
            let (year, month, day) = (integer("year"), integer("month"), integer("day"));
            Value::String(format!("{year:04}-{month:02}-{day:02}"))
        }
        "google.protobuf.Timestamp" => {
            let nanos = i32::try_from(integer("nanos")).unwrap_or_default();
            let instant = Timestamp::new(integer("seconds"), nanos);
            instant.map_or(Value::Null, |instant| Value::String(instant.to_string()))
        }
        _ => {
            Value::Object(descriptor.fields().filter_map(|field| member(message, &field)).collect())
        }
    }
}

fn member(message: &DynamicMessage, field: &FieldDescriptor) -> Option<(String, Value)> {
    let is_there = !field.supports_presence() || message.has_field(field);
    is_there.then(|| {
        let value = match &*message.get_field(field) {
            ProtoValue::Bytes(bytes) if is_id(field) => id(bytes),
            ProtoValue::List(values) if is_id(field) => {
                values.iter().map(|value| id(value.as_bytes().map_or(&[], |id| id))).collect()
            }
            value => from_value(value, &field.kind()),
        };
        (field.name().to_owned(), value)
    })
}

/// In the ledger's format ids are bytes; what they are is in their names.
fn is_id(field: &FieldDescriptor) -> bool {
    let name = field.name();
    let is_named_so = name == "id" || name.ends_with("_id") || name.ends_with("_ids");
    field.kind() == Kind::Bytes && (is_named_so || name == "retry_of")
}

fn id(bytes: &[u8]) -> Value {
    Value::from(Uuid::from_slice(bytes).map_or_else(|_| cell::hex(bytes), |id| id.to_string()))
}

fn from_value(value: &ProtoValue, kind: &Kind) -> Value {
    match value {
        ProtoValue::Bool(value) => Value::from(*value),
        ProtoValue::I32(value) => Value::from(*value),
        ProtoValue::I64(value) => Value::from(*value),
        ProtoValue::U32(value) => Value::from(*value),
        ProtoValue::U64(value) => Value::from(*value),
        ProtoValue::F32(value) => Value::from(*value),
        ProtoValue::F64(value) => Value::from(*value),
        ProtoValue::String(value) => Value::from(value.as_str()),
        ProtoValue::Bytes(value) => Value::from(cell::hex(value)),
        ProtoValue::EnumNumber(number) => enum_name(*number, kind),
        ProtoValue::Message(message) => from_dynamic(message),
        ProtoValue::List(values) => values.iter().map(|value| from_value(value, kind)).collect(),
        ProtoValue::Map(values) => {
            let value_kind = kind.as_message().map(|entry| entry.map_entry_value_field().kind());
            let value_kind = value_kind.unwrap_or_else(|| kind.clone());
            let members =
                values.iter().map(|(key, value)| (key_text(key), from_value(value, &value_kind)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

fn enum_name(number: i32, kind: &Kind) -> Value {
    let value = kind.as_enum().and_then(|descriptor| descriptor.get_value(number));
    value.map_or(Value::from(number), |value| Value::from(value.name()))
}

fn key_text(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => key.clone(),
    }
}

#[cfg(test)]
mod tests;
