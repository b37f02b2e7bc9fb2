//! Single fields, in both directions. Invariant: what is read here is in range and never nil;
//! absent and empty are told apart.

use learnlog_domain::id::NilId;
use learnlog_domain::time::{Day, Timestamp};
use learnlog_proto::google::r#type::Date;
use uuid::Uuid;

use crate::parse::InterpretError;

type Result<T> = std::result::Result<T, InterpretError>;

const MICROS_PER_SECOND: i64 = 1_000_000;
const NANOS_PER_MICRO: i32 = 1_000;
pub(crate) fn required<T>(field: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or(InterpretError::Missing { field })
}

pub(crate) fn fixed<const N: usize>(field: &'static str, bytes: &[u8]) -> Result<[u8; N]> {
    if bytes.is_empty() {
        return Err(InterpretError::Missing { field });
    }
    let wrong = InterpretError::Length { field, expected_bytes: N, actual_bytes: bytes.len() };
    bytes.try_into().map_err(|_| wrong)
}

pub(crate) fn id<T>(
    field: &'static str,
    bytes: &[u8],
    new: impl Fn(Uuid) -> std::result::Result<T, NilId>,
) -> Result<T> {
    let uuid = Uuid::from_bytes(fixed(field, bytes)?);
    new(uuid).map_err(|source| InterpretError::Nil { field, source })
}

pub(crate) fn optional_id<T>(
    field: &'static str,
    bytes: &[u8],
    new: impl Fn(Uuid) -> std::result::Result<T, NilId>,
) -> Result<Option<T>> {
    if bytes.is_empty() { Ok(None) } else { id(field, bytes, new).map(Some) }
}

/// On the wire, absent text is empty.
pub(crate) fn optional_text(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// 1, 2, 3 …
pub(crate) fn counted_from_one(field: &'static str, number: u32) -> Result<u32> {
    if number == 0 { Err(InterpretError::Missing { field }) } else { Ok(number) }
}

pub(crate) fn optional_uuid(field: &'static str, bytes: &[u8]) -> Result<Option<Uuid>> {
    optional_id(field, bytes, |uuid| if uuid.is_nil() { Err(NilId) } else { Ok(uuid) })
}

pub(crate) fn day(field: &'static str, date: Option<Date>) -> Result<Day> {
    optional_day(field, date).and_then(|day| required(field, day))
}

pub(crate) fn optional_day(field: &'static str, date: Option<Date>) -> Result<Option<Day>> {
    date.map(|date| Day::new(date.year, date.month, date.day))
        .transpose()
        .map_err(|source| InterpretError::Day { field, source })
}

pub(crate) fn date(day: Day) -> Date {
    let date = day.date();
    Date { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

pub(crate) fn timestamp(
    field: &'static str,
    value: Option<prost_types::Timestamp>,
) -> Result<Timestamp> {
    let value = required(field, value)?;
    in_whole_micros(&value).ok_or(InterpretError::Instant { field })
}

/// None for an instant that is not in whole microseconds of 64 bits.
pub(crate) fn in_whole_micros(value: &prost_types::Timestamp) -> Option<Timestamp> {
    let whole = (0..1_000_000_000).contains(&value.nanos) && value.nanos % NANOS_PER_MICRO == 0;
    let micros = i128::from(value.seconds) * i128::from(MICROS_PER_SECOND)
        + i128::from(value.nanos / NANOS_PER_MICRO);
    whole.then(|| i64::try_from(micros).ok())?.map(Timestamp::from_micros)
}

pub(crate) fn instant(timestamp: Timestamp) -> prost_types::Timestamp {
    let micros = timestamp.micros();
    let part = i32::try_from(micros.rem_euclid(MICROS_PER_SECOND)).unwrap_or_default();
    prost_types::Timestamp {
        seconds: micros.div_euclid(MICROS_PER_SECOND),
        nanos: part * NANOS_PER_MICRO,
    }
}

/// On the wire, an absent id is empty.
pub(crate) fn optional_bytes(id: Option<&[u8; 16]>) -> Vec<u8> {
    id.map(|id| id.to_vec()).unwrap_or_default()
}

/// Strictly ascending by `key`: one way to write a set down, and nothing said twice.
pub(crate) fn ascending<'a, T, K: Ord>(
    field: &'static str,
    items: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Result<()> {
    let ordered = items.windows(2).all(|pair| match pair {
        [first, second] => key(first) < key(second),
        _ => true,
    });
    if ordered { Ok(()) } else { Err(InterpretError::Unordered { field }) }
}

#[cfg(test)]
mod tests;
