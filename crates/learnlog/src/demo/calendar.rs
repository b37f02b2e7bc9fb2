//! Days and minutes as numbers. Invariant: arithmetic on them cannot fail; they become wire types
//! only at the end.

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use learnlog_proto::google::r#type::Date as WireDate;

/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;

/// A civil day: days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Day(pub i32);

impl Day {
    /// From a civil day.
    pub fn from_date(day: Date) -> Self {
        let days = day.duration_since(date(1970, 1, 1)).as_hours() / 24;
        Self(i32::try_from(days).unwrap_or_default())
    }

    /// So many days later.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// As the API writes it.
    pub fn wire(self) -> WireDate {
        let day =
            date(1970, 1, 1).saturating_add(SignedDuration::from_hours(24 * i64::from(self.0)));
        WireDate { year: day.year().into(), month: day.month().into(), day: day.day().into() }
    }

    /// A minute of it, in UTC.
    pub fn minute(self, minute: i32) -> Minute {
        Minute(i64::from(self.0) * DAY_MINUTES + i64::from(minute))
    }
}

/// An instant: minutes since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Minute(i64);

impl Minute {
    /// So many minutes later.
    pub fn plus(self, minutes: i32) -> Self {
        Self(self.0.saturating_add(i64::from(minutes)))
    }

    /// The day in UTC.
    pub fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY_MINUTES)).unwrap_or_default())
    }

    /// As the API writes it.
    pub fn wire(self) -> prost_types::Timestamp {
        prost_types::Timestamp { seconds: self.0 * 60, nanos: 0 }
    }
}
