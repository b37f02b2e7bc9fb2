//! Days from the texts of the source. Invariant: nothing is guessed: a text either is a day of the
//! calendar in the form that the mapping names, or a fault.

use std::collections::BTreeMap;

use jiff::Span;
use learnlog_domain::time::Day;

use crate::mapping::days::{DateFormat, MonthDay};
use crate::problem::fault::Fault;
use crate::problem::quoted;

/// A written date.
pub fn of_date(value: &str, format: DateFormat) -> Result<Day, Fault> {
    let Some((year, month, day)) = format.parse(value) else {
        return Err(Fault::NotADate { value: quoted(value), example: format.example() });
    };
    Day::new(year, month, day).map_err(|_| Fault::NotInCalendar(quoted(value)))
}

/// A year and a suffix ("2013J").
pub fn of_code(value: &str, suffixes: &BTreeMap<String, MonthDay>) -> Result<Day, Fault> {
    let split = value.split_at_checked(4);
    let known = split.and_then(|(year, suffix)| {
        let all_digits = year.bytes().all(|byte| byte.is_ascii_digit());
        let meant = suffixes.get(suffix).filter(|_| all_digits)?;
        Day::new(year.parse().ok()?, meant.month, meant.day).ok()
    });
    known.ok_or_else(|| {
        let suffixes = suffixes.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        Fault::NotACode { value: quoted(value), suffixes }
    })
}

/// So many days after `from`.
pub fn of_offset(from: Day, value: &str) -> Result<Day, Fault> {
    let days: i64 = value.parse().map_err(|_| Fault::NotDays(quoted(value)))?;
    let span = Span::new().try_days(days).ok();
    let date = span.and_then(|span| from.date().checked_add(span).ok());
    date.and_then(Day::from_date)
        .ok_or_else(|| Fault::OutsideCalendar { from: from.to_string(), days })
}
