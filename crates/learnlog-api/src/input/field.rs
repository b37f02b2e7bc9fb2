//! Checks of single fields. Invariant: what comes out is within the limits that the proto documents, and a refusal
//! names the field, what is wrong and what would be right.

use std::fmt::Display;

use jiff::tz::TimeZone;
use learnlog_domain::id::NilId;
use learnlog_domain::time::{Day, Timestamp};
use learnlog_proto::google::r#type::Date;
use uuid::Uuid;

use super::at::At;
use crate::error::reason::Reason;
use crate::error::{ApiError, echo};

#[cfg(test)]
mod tests;

/// Characters of a code or name.
pub const CODE_LIMIT_CHARACTERS: usize = 64;

/// Bytes of a title, a person's name, an attribute's or external id's value.
pub const TEXT_LIMIT_BYTES: usize = 500;

/// Bytes of an e-mail address (RFC 3696, errata 1690: 64 + 1 + 255).
pub const EMAIL_LIMIT_BYTES: usize = 320;

/// Bytes of a reason's text or of evidence.
pub const LONG_TEXT_LIMIT_BYTES: usize = 2_000;

/// Bytes of a language tag (RFC 5646, 4.4.1).
pub const LOCALE_LIMIT_BYTES: usize = 35;

const ID: &str = "a UUID such as 0190b5a4-7c3d-7e1f-8a52-3f6d1c2b4a59, not all zero";

/// An id that must be there.
pub fn id<T>(
    at: At<'_>,
    text: &str,
    make: impl FnOnce(Uuid) -> Result<T, NilId>,
) -> Result<T, ApiError> {
    optional_id(at, text, make)?.ok_or_else(|| missing(at, ID))
}

/// An id that may be absent: an empty text.
pub fn optional_id<T>(
    at: At<'_>,
    text: &str,
    make: impl FnOnce(Uuid) -> Result<T, NilId>,
) -> Result<Option<T>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    let invalid =
        |wrong| ApiError::of_field(Reason::IdInvalid, at, wrong, ID).with("found", echo(text));
    // 36 characters: the other forms that the parser takes (braced, urn, bare) are not the usual one.
    let uuid = match Uuid::try_parse(text) {
        Ok(uuid) if text.len() == 36 => uuid,
        _ => return Err(invalid("not a UUID in its usual text form")),
    };
    make(uuid).map(Some).map_err(|NilId| invalid("the nil id"))
}

/// A UUID of somebody else's, which may be absent.
pub fn optional_uuid(at: At<'_>, text: &str) -> Result<Option<Uuid>, ApiError> {
    optional_id(at, text, |uuid| if uuid.is_nil() { Err(NilId) } else { Ok(uuid) })
}

/// A message that must be there.
pub fn required<'a, T>(
    at: At<'_>,
    value: &'a Option<T>,
    expected: &str,
) -> Result<&'a T, ApiError> {
    value.as_ref().ok_or_else(|| missing(at, expected))
}

/// The refusal of a field that is not there.
pub fn missing(at: At<'_>, expected: &str) -> ApiError {
    ApiError::of_field(Reason::FieldMissing, at, "missing", expected)
}

/// The refusal of a field that may not be there.
pub fn not_allowed(at: At<'_>, expected: &str) -> ApiError {
    ApiError::of_field(Reason::FieldNotAllowed, at, "not allowed here", expected)
}

/// Text that may be empty.
pub fn text(at: At<'_>, value: &str, limit_bytes: usize) -> Result<(), ApiError> {
    let invalid = |wrong: &str| {
        let expected = format!("at most {limit_bytes} bytes, no control characters");
        ApiError::of_field(Reason::TextInvalid, at, wrong, &expected)
            .with("limit_bytes", limit_bytes)
            .with("found_bytes", value.len())
    };
    if value.len() > limit_bytes {
        return Err(invalid("too long"));
    }
    let line = |c: char| matches!(c, '\n' | '\r' | '\t');
    if value.chars().any(|c| c.is_control() && !line(c)) {
        return Err(invalid("it holds a control character"));
    }
    Ok(())
}

/// Text that must be there.
pub fn required_text(at: At<'_>, value: &str, limit_bytes: usize) -> Result<(), ApiError> {
    if value.is_empty() {
        return Err(missing(at, &format!("1 to {limit_bytes} bytes")));
    }
    text(at, value, limit_bytes)
}

/// An organization's code, `[A-Z0-9_]`, which may be empty.
pub fn code(at: At<'_>, value: &str) -> Result<(), ApiError> {
    let letter = |byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    coded(at, value, letter, "1 to 64 characters of [A-Z0-9_]")
}

/// A name of a system or thing, `[A-Za-z0-9._-]`, which may be empty.
pub fn name(at: At<'_>, value: &str) -> Result<(), ApiError> {
    let letter =
        |byte| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    coded(at, value, letter, NAME)
}

/// The same, which must be there.
pub fn required_name(at: At<'_>, value: &str) -> Result<(), ApiError> {
    if value.is_empty() { Err(missing(at, NAME)) } else { name(at, value) }
}

const NAME: &str = "1 to 64 characters of [A-Za-z0-9._-]";

/// A kind, `[a-z_]`, which must be there.
pub fn kind(at: At<'_>, value: &str) -> Result<(), ApiError> {
    let expected = "1 to 64 characters of [a-z_]";
    if value.is_empty() {
        return Err(missing(at, expected));
    }
    coded(at, value, |byte| matches!(byte, b'a'..=b'z' | b'_'), expected)
}

fn coded(
    at: At<'_>,
    value: &str,
    letter: impl Fn(u8) -> bool,
    expected: &str,
) -> Result<(), ApiError> {
    if value.len() <= CODE_LIMIT_CHARACTERS && value.bytes().all(letter) {
        return Ok(());
    }
    Err(ApiError::of_field(Reason::CodeInvalid, at, "not a code", expected)
        .with("found", echo(value)))
}

/// A language tag in the shape of BCP 47, which may be empty. Whether it is registered is not asked.
pub fn locale(at: At<'_>, value: &str) -> Result<(), ApiError> {
    let subtag = |tag: &str| {
        (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let shaped = value.len() <= LOCALE_LIMIT_BYTES && value.split('-').all(subtag);
    if value.is_empty() || shaped {
        return Ok(());
    }
    let expected = "a BCP 47 language tag such as de-CH, at most 35 bytes";
    Err(ApiError::of_field(Reason::CodeInvalid, at, "not a language tag", expected)
        .with("found", echo(value)))
}

/// A time zone and its name as the database writes it.
pub fn zone(at: At<'_>, value: &str) -> Result<(TimeZone, String), ApiError> {
    let known = TimeZone::get(value).ok().filter(|zone| !zone.is_unknown());
    let named = known.and_then(|zone| {
        let name = zone.iana_name()?.to_owned();
        Some((zone, name))
    });
    named.ok_or_else(|| {
        let expected = "a name of the IANA time zone database such as Europe/Zurich";
        ApiError::of_field(Reason::ZoneUnknown, at, "no such time zone", expected)
            .with("found", echo(value))
    })
}

/// A day that may be absent.
pub fn optional_day(at: At<'_>, value: &Option<Date>) -> Result<Option<Day>, ApiError> {
    value.as_ref().map(|date| day(at, date)).transpose()
}

/// A day.
pub fn day(at: At<'_>, date: &Date) -> Result<Day, ApiError> {
    Day::new(date.year, date.month, date.day).map_err(|_| {
        ApiError::of_field(
            Reason::DateInvalid,
            at,
            "no such day",
            "year, month and day of the calendar, in the years 1 to 9999",
        )
        .with("found", format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
    })
}

/// An instant in the years 1 to 9999, cut to whole microseconds.
pub fn instant(at: At<'_>, value: &prost_types::Timestamp) -> Result<Timestamp, ApiError> {
    let in_years = (FIRST_SECOND..=LAST_SECOND).contains(&value.seconds);
    if in_years && (0..1_000_000_000).contains(&value.nanos) {
        return Ok(Timestamp::from_micros(
            value.seconds * 1_000_000 + i64::from(value.nanos) / 1_000,
        ));
    }
    Err(ApiError::of_field(
        Reason::InstantInvalid,
        at,
        "no such instant",
        "0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z, 0 to 999999999 nanos",
    )
    .with("found_seconds", value.seconds)
    .with("found_nanos", value.nanos))
}

/// 0001-01-01T00:00:00Z.
const FIRST_SECOND: i64 = -62_135_596_800;

/// 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;

/// A value of an enum, UNSPECIFIED (0) excluded.
pub fn choice<T: TryFrom<i32>>(at: At<'_>, number: i32, expected: &str) -> Result<T, ApiError> {
    if number == 0 {
        return Err(missing(at, expected));
    }
    optional_choice(at, number, expected)
}

/// A value of an enum, UNSPECIFIED (0) included.
pub fn optional_choice<T: TryFrom<i32>>(
    at: At<'_>,
    number: i32,
    expected: &str,
) -> Result<T, ApiError> {
    T::try_from(number).map_err(|_| {
        ApiError::of_field(Reason::EnumUnknown, at, "no such value", expected).with("found", number)
    })
}

/// A number from `low` to `high`, both inclusive.
pub fn number(at: At<'_>, value: u32, low: u32, high: u32) -> Result<u32, ApiError> {
    if (low..=high).contains(&value) { Ok(value) } else { Err(out_of_range(at, value, low, high)) }
}

/// The refusal of a number that is not from `low` to `high`.
pub fn out_of_range(at: At<'_>, value: impl Display, low: u32, high: u32) -> ApiError {
    let expected = format!("{low} to {high}");
    ApiError::of_field(Reason::NumberOutOfRange, at, "out of range", &expected)
        .with("found", value)
        .with("limit", high)
}

/// A list of at least `low` and at most `high` elements.
pub fn count(at: At<'_>, found: usize, low: usize, high: usize) -> Result<(), ApiError> {
    if found < low {
        return Err(missing(at, &format!("{low} to {high} elements")));
    }
    if found <= high {
        return Ok(());
    }
    let expected = format!("at most {high} elements");
    Err(ApiError::of_field(Reason::TooManyItems, at, "too many elements", &expected)
        .with("found", found)
        .with("limit", high))
}
