//! The two axes of time. Invariant: a [`Day`] lies in the years 1 to 9999; whoever learns of an
//! instant resolves its civil day once, so nothing here needs a clock or zone rules.

use jiff::Span;
use jiff::civil::Date;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }
}

/// Not a day that learnlog can plan with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{year:04}-{month:02}-{day:02} is not a day in the years 1 to 9999")]
pub struct InvalidDay {
    year: i32,
    month: i32,
    day: i32,
}

/// A civil day, years 1 to 9999, without zone. All days that people plan with are inclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// 0001-01-01.
    pub const MIN: Self = Self(Date::constant(1, 1, 1));
    /// 9999-12-31.
    pub const MAX: Self = Self(Date::MAX);

    /// Errors: [`InvalidDay`].
    pub fn new(year: i32, month: i32, day: i32) -> Result<Self, InvalidDay> {
        let invalid = InvalidDay { year, month, day };
        let narrow = |value: i32| i8::try_from(value).map_err(|_| invalid);
        let date =
            Date::new(i16::try_from(year).map_err(|_| invalid)?, narrow(month)?, narrow(day)?)
                .map_err(|_| invalid)?;
        Self::from_date(date).ok_or(invalid)
    }

    /// None for years before 1.
    pub fn from_date(date: Date) -> Option<Self> {
        (date.year() >= 1).then_some(Self(date))
    }

    /// For calendar arithmetic.
    pub fn date(self) -> Date {
        self.0
    }

    /// The day after; none after the last one.
    pub fn tomorrow(self) -> Option<Self> {
        self.0.tomorrow().ok().map(Self)
    }

    /// In one step, clamped to the end of the month; [`Self::MIN`] or [`Self::MAX`] where it would
    /// leave the calendar.
    pub fn saturating_add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span)).max(Self::MIN)
    }
}

impl std::fmt::Debug for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// When something happened in the world, as told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occurred {
    /// An instant, lived in `zone` (IANA), where it was `day`.
    Instant {
        /// The instant.
        at: Timestamp,
        /// IANA name.
        zone: String,
        /// The civil day of `at` in `zone`, resolved once, when it was told.
        day: Day,
    },
    /// A civil day.
    Day(Day),
    /// Nobody knows; both bounds inclusive.
    Unknown {
        /// The first possible day.
        first: Option<Day>,
        /// The last possible day.
        last: Option<Day>,
    },
}

impl Occurred {
    /// The civil day, where the domain needs no more.
    pub fn effective(&self) -> EffectiveDay {
        match self {
            Self::Instant { day, .. } | Self::Day(day) => EffectiveDay::Known(*day),
            Self::Unknown { first, last } => EffectiveDay::Unknown { first: *first, last: *last },
        }
    }
}

/// The civil day on which something took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EffectiveDay {
    /// That day.
    Known(Day),
    /// Some day between these, both inclusive and optional.
    Unknown {
        /// The first possible day.
        first: Option<Day>,
        /// The last possible day.
        last: Option<Day>,
    },
}

impl EffectiveDay {
    /// The day, if it is known.
    pub fn known(self) -> Option<Day> {
        match self {
            Self::Known(day) => Some(day),
            Self::Unknown { .. } => None,
        }
    }

    /// Both days are known, and this one is before the other.
    pub fn is_before(self, other: Self) -> bool {
        self.known().zip(other.known()).is_some_and(|(day, other)| day < other)
    }
}
