//! When something happened in the world, and the civil day on which it took effect. Invariant:
//! every day is one of the years 1 to 9999. Whether bounds are in order is left to the front door.

use learnlog_domain::time::{Day, EffectiveDay, Occurred};
use learnlog_proto::events::effective_day::Day as WireEffective;
use learnlog_proto::ledger::occurred::When;
use learnlog_proto::{events, ledger as wire};

use crate::field;
use crate::parse::InterpretError;

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) fn decode_occurred(wire: wire::Occurred) -> Result<Occurred> {
    match field::required("occurred.when", wire.when)? {
        When::Instant(instant) => Ok(Occurred::Instant {
            at: field::timestamp("occurred.instant.instant", instant.instant)?,
            zone: instant.zone,
            day: field::day("occurred.instant.day", instant.day)?,
        }),
        When::Day(day) => Ok(Occurred::Day(field::day("occurred.day", Some(day))?)),
        When::Unknown(unknown) => {
            let (first, last) = decode_unknown("occurred.unknown", unknown)?;
            Ok(Occurred::Unknown { first, last })
        }
    }
}

pub(crate) fn encode_occurred(occurred: &Occurred) -> wire::Occurred {
    let when = match occurred {
        Occurred::Instant { at, zone, day } => When::Instant(wire::OccurredInstant {
            instant: Some(field::instant(*at)),
            zone: zone.clone(),
            day: Some(field::date(*day)),
        }),
        Occurred::Day(day) => When::Day(field::date(*day)),
        Occurred::Unknown { first, last } => When::Unknown(encode_unknown(*first, *last)),
    };
    wire::Occurred { when: Some(when) }
}

pub(crate) fn decode_effective(wire: Option<events::EffectiveDay>) -> Result<EffectiveDay> {
    const FIELD: &str = "effective";
    match field::required(FIELD, wire.and_then(|wire| wire.day))? {
        WireEffective::Known(day) => Ok(EffectiveDay::Known(field::day(FIELD, Some(day))?)),
        WireEffective::Unknown(unknown) => {
            let (first, last) = decode_unknown(FIELD, unknown)?;
            Ok(EffectiveDay::Unknown { first, last })
        }
    }
}

pub(crate) fn encode_effective(effective: EffectiveDay) -> Option<events::EffectiveDay> {
    let day = match effective {
        EffectiveDay::Known(day) => WireEffective::Known(field::date(day)),
        EffectiveDay::Unknown { first, last } => {
            WireEffective::Unknown(encode_unknown(first, last))
        }
    };
    Some(events::EffectiveDay { day: Some(day) })
}

fn decode_unknown(
    field: &'static str,
    wire: wire::UnknownDay,
) -> Result<(Option<Day>, Option<Day>)> {
    let first = field::optional_day(field, wire.first_possible)?;
    Ok((first, field::optional_day(field, wire.last_possible)?))
}

fn encode_unknown(first: Option<Day>, last: Option<Day>) -> wire::UnknownDay {
    wire::UnknownDay {
        first_possible: first.map(field::date),
        last_possible: last.map(field::date),
    }
}
