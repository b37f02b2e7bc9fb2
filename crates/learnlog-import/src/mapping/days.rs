//! How days are made of columns. Invariant: each rule has exactly one form. Evaluating it on a row
//! is left to `source::row`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::mapping::reference::Reference;

/// One named day of a table, as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayRule {
    /// A column with a date.
    column: Option<Reference>,
    /// How that date is written.
    format: Option<DateFormat>,
    /// Another day, to which `plus_days` is added.
    from: Option<Reference>,
    /// A column with a whole number of days.
    plus_days: Option<Reference>,
    /// A column with a year and a suffix.
    code: Option<Reference>,
    /// What each suffix means: "MM-DD" of that year.
    suffix: Option<BTreeMap<String, MonthDay>>,
    /// No column says when.
    #[serde(default)]
    unknown: bool,
    /// What an empty field means; a bad row unless told.
    empty: Option<Empty>,
    /// Bounds of an unknown day.
    pub first_possible: Option<Reference>,
    /// Inclusive, too.
    pub last_possible: Option<Reference>,
}

/// What an empty field can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Empty {
    Unknown,
}

/// The ways to make a day.
#[derive(Debug, Clone, Copy)]
pub enum DayForm<'a> {
    /// A written date.
    Date(&'a Reference, DateFormat),
    /// So many days after (or before) another day.
    Offset {
        /// The anchor.
        from: &'a Reference,
        /// A whole number, perhaps negative.
        days: &'a Reference,
    },
    /// Year and suffix.
    Code(&'a Reference, &'a BTreeMap<String, MonthDay>),
    /// Nobody knows.
    Unknown,
}

impl DayRule {
    /// The one form that the rule has. Errors: what is wrong, in words.
    pub fn form(&self) -> Result<DayForm<'_>, &'static str> {
        let parts = (&self.column, &self.from, &self.code, self.unknown);
        match parts {
            (Some(column), None, None, false) => match self.format {
                Some(format) if self.offset_is_absent() => Ok(DayForm::Date(column, format)),
                _ => Err("`column` goes with `format`, and with neither plus_days nor suffix"),
            },
            (None, Some(from), None, false) => match (&self.plus_days, &self.format) {
                (Some(days), None) if self.suffix.is_none() => Ok(DayForm::Offset { from, days }),
                _ => Err("`from` goes with `plus_days` alone"),
            },
            (None, None, Some(code), false) => match (&self.suffix, &self.format) {
                (Some(suffix), None) if self.plus_days.is_none() => Ok(DayForm::Code(code, suffix)),
                _ => Err("`code` goes with `suffix` alone"),
            },
            (None, None, None, true) if self.format.is_none() && self.offset_is_absent() => {
                Ok(DayForm::Unknown)
            }
            _ => Err("say one of: column and format, from and plus_days, code and suffix, unknown"),
        }
    }

    /// An empty field means that the day is unknown.
    pub fn may_be_empty(&self) -> bool {
        self.empty == Some(Empty::Unknown)
    }

    fn offset_is_absent(&self) -> bool {
        self.plus_days.is_none() && self.suffix.is_none()
    }

    /// The column that a problem with this day is about.
    pub fn column(&self) -> Option<&Reference> {
        self.column.as_ref().or(self.plus_days.as_ref()).or(self.code.as_ref())
    }
}

/// How a date is written. Years have four digits; months and days one or two, where something
/// separates them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// 2024-02-29
    Iso,
    /// 20240229
    Compact,
    /// 02/29/2024
    Us,
    /// 29/02/2024
    British,
    /// 29.02.2024
    Dotted,
}

impl DateFormat {
    /// The last day of February 2024 in this form.
    pub fn example(self) -> &'static str {
        match self {
            Self::Iso => "2024-02-29",
            Self::Compact => "20240229",
            Self::Us => "02/29/2024",
            Self::British => "29/02/2024",
            Self::Dotted => "29.02.2024",
        }
    }

    /// Year, month and day, not yet looked up in the calendar; None if `text` has another form.
    pub fn parse(self, text: &str) -> Option<(i32, i32, i32)> {
        let separated = |separator| {
            let mut parts = text.split(separator);
            let all = (parts.next()?, parts.next()?, parts.next()?);
            parts.next().is_none().then_some(all)
        };
        let (year, month, day) = match self {
            Self::Iso => separated('-')?,
            Self::Compact => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
            Self::Us => separated('/').map(|(month, day, year)| (year, month, day))?,
            Self::British => separated('/').map(|(day, month, year)| (year, month, day))?,
            Self::Dotted => separated('.').map(|(day, month, year)| (year, month, day))?,
        };
        let shortest = if self == Self::Compact { 2 } else { 1 };
        Some((digits(year, 4, 4)?, digits(month, shortest, 2)?, digits(day, shortest, 2)?))
    }
}

fn digits(text: &str, at_least: usize, at_most: usize) -> Option<i32> {
    let fits = (at_least..=at_most).contains(&text.len());
    let all = text.bytes().all(|byte| byte.is_ascii_digit());
    if fits && all { text.parse().ok() } else { None }
}

/// A day of any year but February 29.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i32,
    /// 1 to 31.
    pub day: i32,
}

impl TryFrom<String> for MonthDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // 2023 has no leap day: what is a day in it is one in every year.
        let parsed = DateFormat::Iso.parse(&format!("2023-{text}"));
        let known = parsed.filter(|(year, month, day)| {
            learnlog_domain::time::Day::new(*year, *month, *day).is_ok()
        });
        match known {
            Some((_, month, day)) => Ok(Self { month, day }),
            None => Err(format!("{text:?} is not a day of every year, like \"02-01\"")),
        }
    }
}
