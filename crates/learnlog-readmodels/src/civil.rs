//! Days in rows. Invariant: every day of the domain has one stored form and comes back from it;
//! where a day is not known, the day by which something certainly held is a function of the entry
//! alone.

use jiff::SignedDuration;
use jiff::civil;
use learnlog_domain::time::{Day, EffectiveDay, Timestamp};
use learnlog_postgres::value::Date;

#[cfg(test)]
mod tests;

const SECONDS_PER_DAY: i64 = 86_400;

/// From where the database counts days.
const EPOCH: civil::Date = civil::Date::constant(2000, 1, 1);

/// As it is stored.
pub(crate) fn stored(day: Day) -> Date {
    let days = day.date().duration_since(EPOCH).as_secs() / SECONDS_PER_DAY;
    Date(i32::try_from(days).unwrap_or_default()) // 0001 to 9999 are within 3,000,000 days
}

/// From how it is stored; None outside the years 1 to 9999.
pub(crate) fn day(stored: Date) -> Option<Day> {
    let days = SignedDuration::from_secs(i64::from(stored.0) * SECONDS_PER_DAY);
    EPOCH.checked_add(days).ok().and_then(Day::from_date)
}

/// The day, else the last possible one, else the day (UTC) on which it was recorded.
pub(crate) fn certain(effective: EffectiveDay, recorded_at: Timestamp) -> Day {
    match effective {
        EffectiveDay::Known(day) | EffectiveDay::Unknown { last: Some(day), .. } => day,
        EffectiveDay::Unknown { last: None, .. } => utc(recorded_at),
    }
}

/// The day, else the first possible one, else the first of all.
pub(crate) fn earliest(effective: EffectiveDay) -> Day {
    match effective {
        EffectiveDay::Known(day) | EffectiveDay::Unknown { first: Some(day), .. } => day,
        EffectiveDay::Unknown { first: None, .. } => Day::MIN,
    }
}

/// The day before; none before the first.
pub(crate) fn yesterday(day: Day) -> Option<Day> {
    day.date().yesterday().ok().and_then(Day::from_date)
}

fn utc(at: Timestamp) -> Day {
    let seconds = at.micros().div_euclid(1_000_000 * SECONDS_PER_DAY) * SECONDS_PER_DAY;
    let date = civil::Date::constant(1970, 1, 1).checked_add(SignedDuration::from_secs(seconds));
    date.ok().and_then(Day::from_date).unwrap_or(Day::MIN)
}
