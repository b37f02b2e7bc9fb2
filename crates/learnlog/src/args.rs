//! Arguments that several verbs take, from text to wire types. Invariant: what is not exactly a
//! day, position or id is refused with an example of one.

use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::{LedgerPosition, LogPosition};
use uuid::Uuid;

/// "2026-10-31". Errors: in words.
pub fn civil_day(text: &str) -> Result<jiff::civil::Date, String> {
    let day: Option<jiff::civil::Date> =
        (text.len() == "YYYY-MM-DD".len()).then(|| text.parse().ok()).flatten();
    let day = day.filter(|day| day.year() >= 1);
    let shape = "not a day of the years 1 to 9999: write YYYY-MM-DD, like 2026-10-31";
    day.ok_or_else(|| shape.to_owned())
}

/// The same for the API. Errors: in words.
pub fn day(text: &str) -> Result<Date, String> {
    let day = civil_day(text)?;
    Ok(Date { year: day.year().into(), month: day.month().into(), day: day.day().into() })
}

/// "0:61,3:4012": log:sequence, separated by commas or spaces, each log once. Errors: in words.
pub fn position(text: &str) -> Result<LedgerPosition, String> {
    let shape = || "not a ledger position: write log:sequence,…, like 0:61,3:4012".to_owned();
    let mut logs = Vec::new();
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (log, sequence) = part.split_once(':').ok_or_else(shape)?;
        let log = log.parse().map_err(|_| shape())?;
        logs.push(LogPosition { log, sequence: sequence.parse().map_err(|_| shape())? });
    }
    logs.sort_by_key(|position| position.log);
    if logs.is_empty() || logs.windows(2).any(|pair| pair[0].log == pair[1].log) {
        return Err(shape());
    }
    Ok(LedgerPosition { logs })
}

/// A UUID other than nil. Errors: in words.
pub fn id(text: &str) -> Result<Uuid, String> {
    let id = Uuid::parse_str(text).ok().filter(|id| !id.is_nil());
    id.ok_or_else(|| "not an id: write a UUID that is not all zeros".to_owned())
}

/// An optional id as the API wants it: empty for none.
pub fn id_text(id: Option<Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
