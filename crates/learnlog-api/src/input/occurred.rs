//! When something happened in the world, as told by a caller. Invariant: the civil day of an instant is resolved
//! here, once, by the time zone database that this build carries.

use learnlog_domain::time::{Day, Occurred};
use learnlog_proto::api;
use learnlog_proto::api::occurred_input::When;

use super::at::At;
use super::field;
use crate::error::ApiError;
use crate::error::reason::Reason;

/// An instant with its zone, a day, or unknown with optional bounds.
pub fn occurred(at: At<'_>, input: &api::OccurredInput) -> Result<Occurred, ApiError> {
    let expected = "an instant with its zone, a day, or unknown";
    match field::required(at, &input.when, expected)? {
        When::Instant(input) => instant(at.field("instant"), input),
        When::Day(date) => Ok(Occurred::Day(field::day(at.field("day"), date)?)),
        When::Unknown(bounds) => {
            let at = at.field("unknown");
            let first = field::optional_day(at.field("first_possible"), &bounds.first_possible)?;
            let last = field::optional_day(at.field("last_possible"), &bounds.last_possible)?;
            if let (Some(first), Some(last)) = (first, last)
                && last < first
            {
                let expected = "a day on or after first_possible";
                return Err(ApiError::of_field(
                    Reason::DateInvalid,
                    at.field("last_possible"),
                    "before first_possible",
                    expected,
                )
                .with("first_possible", first)
                .with("last_possible", last));
            }
            Ok(Occurred::Unknown { first, last })
        }
    }
}

fn instant(at: At<'_>, input: &api::InstantInput) -> Result<Occurred, ApiError> {
    let (at_instant, at_zone) = (at.field("instant"), at.field("zone"));
    let value = field::required(at_instant, &input.instant, "an instant")?;
    let instant = field::instant(at_instant, value)?;
    if input.zone.is_empty() {
        return Err(field::missing(at_zone, "the time zone in which it was lived"));
    }
    let (zone, name) = field::zone(at_zone, &input.zone)?;
    let day = jiff::Timestamp::from_microsecond(instant.micros())
        .ok()
        .and_then(|instant| Day::from_date(zone.to_datetime(instant).date()));
    let day = day.ok_or_else(|| {
        let expected = "an instant whose civil day in its zone is in the years 1 to 9999";
        ApiError::of_field(Reason::InstantInvalid, at_instant, "too early or too late", expected)
    })?;
    Ok(Occurred::Instant { at: instant, zone: name, day })
}

#[cfg(test)]
mod tests;
