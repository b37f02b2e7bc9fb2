//! Commands from JSON. Invariant: unknown fields, unknown enum values and impossible days are
//! refused with the place where they stand; nothing is guessed. Whether the command makes sense is
//! left to the server.

use learnlog_proto::api::Command;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor};
use serde_json::{Value, json};

use crate::args;
use crate::json::{JsonError, descriptor};

/// The full name of the type that is read.
const COMMAND: &str = "learnlog.api.v1.Command";

/// Why JSON is no command.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A value of the wrong shape, an unknown field or enum value.
    #[error("this is no command; proto/learnlog/api/v1/commands.proto lists the fields")]
    Shape(#[source] serde_json::Error),
    /// A day that is none.
    #[error("{path} is {value:?}, not a day: write YYYY-MM-DD")]
    Day {
        /// Where it stands.
        path: String,
        /// As given.
        value: String,
    },
    /// A bug.
    #[error("the command cannot be described")]
    Description(#[source] JsonError),
}

/// The command that a JSON object describes: the JSON form of `learnlog.api.v1.Command` as protobuf
/// defines it, field names in snake_case or camelCase, except that days are "YYYY-MM-DD". Errors:
/// [`InputError`].
pub fn command(mut value: Value) -> Result<Command, InputError> {
    let descriptor = descriptor(COMMAND).map_err(InputError::Description)?;
    spell_out_days(&mut value, &descriptor, "command")?;
    let message = DynamicMessage::deserialize(descriptor, value).map_err(InputError::Shape)?;
    message.transcode_to().map_err(|source| {
        let message_type = COMMAND.to_owned();
        InputError::Description(JsonError::Decode { message_type, source })
    })
}

/// Turns "2026-10-31" into {"year": 2026, "month": 10, "day": 31} wherever a google.type.Date is
/// expected.
fn spell_out_days(
    value: &mut Value,
    descriptor: &MessageDescriptor,
    path: &str,
) -> Result<(), InputError> {
    let Value::Object(members) = value else { return Ok(()) };
    for (name, member) in members {
        let field =
            descriptor.get_field_by_name(name).or_else(|| descriptor.get_field_by_json_name(name));
        let Some(Kind::Message(kind)) = field.map(|field| field.kind()) else { continue };
        let path = format!("{path}.{name}");
        if let (Value::String(text), "google.type.Date") = (&member, kind.full_name()) {
            *member = parse_day(text).ok_or(InputError::Day { path, value: text.clone() })?;
            continue;
        }
        match member {
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    spell_out_days(item, &kind, &format!("{path}[{index}]"))?;
                }
            }
            _ => spell_out_days(member, &kind, &path)?,
        }
    }
    Ok(())
}

fn parse_day(text: &str) -> Option<Value> {
    let day = args::day(text).ok()?;
    Some(json!({ "year": day.year, "month": day.month, "day": day.day }))
}
