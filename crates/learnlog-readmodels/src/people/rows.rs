//! The rows of people. Invariant: what is written for a person is the whole of every field that
//! changed.

use std::collections::BTreeSet;

use learnlog_domain::id::LearnerId;
use learnlog_domain::person::event::PersonField;
use learnlog_domain::protected::Protected;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use postgres::{Client, Row, Statement, Transaction};
use uuid::Uuid;

use super::employment::employments;
use super::person::{PlainValue, Sealed};
use super::projection::People;
use crate::civil;
use crate::columns::Columns;
use crate::stored::Stored;

/// The statements of one session.
pub(super) struct Rows {
    load_attributes: Statement,
    load_sealed: Statement,
    upsert_people: Statement,
    upsert_attributes: Statement,
    upsert_sealed: Statement,
    delete_employments: Statement,
    insert_employments: Statement,
}

impl Rows {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        let mut prepare = |statement| {
            client.prepare(statement).map_err(DatabaseError::failed("prepare the people"))
        };
        Ok(Self {
            load_attributes: prepare(include_str!("load_attributes.sql"))?,
            load_sealed: prepare(include_str!("load_sealed.sql"))?,
            upsert_people: prepare(include_str!("upsert_people.sql"))?,
            upsert_attributes: prepare(include_str!("upsert_attributes.sql"))?,
            upsert_sealed: prepare(include_str!("upsert_sealed.sql"))?,
            delete_employments: prepare(include_str!("delete_employments.sql"))?,
            insert_employments: prepare(include_str!("insert_employments.sql"))?,
        })
    }

    /// These learners, as far as they were added; of sealed values only since when they stand.
    pub fn load(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        learners: &BTreeSet<LearnerId>,
    ) -> Result<People, DatabaseError> {
        let failed = DatabaseError::failed;
        let mut people = People::new();
        if learners.is_empty() {
            return Ok(people);
        }
        let ids: Vec<Uuid> = learners.iter().map(|id| id.uuid()).collect();
        let rows = transaction
            .query(&self.load_attributes, &[&log, &ids])
            .map_err(failed("load attributes"))?;
        for row in rows {
            read_attribute(&row, &mut people)?;
        }
        let rows = transaction
            .query(&self.load_sealed, &[&log, &ids])
            .map_err(failed("load protected attributes"))?;
        for row in rows {
            read_sealed(&row, &mut people)?;
        }
        Ok(people)
    }

    pub fn write(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        people: &People,
    ) -> Result<(), DatabaseError> {
        if people.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = people.keys().map(|id| id.uuid()).collect();
        let sequences: Vec<i64> =
            people.values().map(|person| person.sequence.cast_signed()).collect();
        transaction
            .execute(&self.upsert_people, &[&log, &ids, &sequences])
            .map_err(DatabaseError::failed("write people"))?;
        self.write_attributes(transaction, log, people)?;
        self.write_sealed(transaction, log, people)?;
        self.write_employments(transaction, log, people)
    }

    fn write_attributes(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        people: &People,
    ) -> Result<(), DatabaseError> {
        let mut ids: Vec<Uuid> = Vec::new();
        let mut fields: Vec<i16> = Vec::new();
        let mut days: Vec<(Date, Option<Date>)> = Vec::new();
        let mut values: Vec<Option<&PlainValue>> = Vec::new();
        for (id, person) in people {
            let changed = |field: &&PersonField| person.changed.contains(field);
            for (field, timeline) in person.plain.iter().filter(|(field, _)| changed(field)) {
                for (from, to, value) in timeline.stretches() {
                    ids.push(id.uuid());
                    fields.push(field.number());
                    days.push((civil::stored(from), to.map(civil::stored)));
                    values.push(value);
                }
            }
        }
        if ids.is_empty() {
            return Ok(());
        }
        let (from, to): (Vec<Date>, Vec<Option<Date>>) = days.into_iter().unzip();
        let id_values: Vec<Option<Uuid>> = values.iter().map(|value| value.and_then(id)).collect();
        let day_values: Vec<Option<Date>> =
            values.iter().map(|value| value.and_then(day)).collect();
        let texts: Vec<Option<&str>> = values.iter().map(|value| value.and_then(text)).collect();
        transaction
            .execute(
                &self.upsert_attributes,
                &[&log, &ids, &fields, &from, &to, &id_values, &day_values, &texts],
            )
            .map_err(DatabaseError::failed("write attributes"))?;
        Ok(())
    }

    fn write_sealed(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        people: &People,
    ) -> Result<(), DatabaseError> {
        let sealed: Vec<(Uuid, &String, &Sealed)> = people
            .iter()
            .flat_map(|(id, person)| {
                let names = person.resealed.iter();
                names.filter_map(|name| Some((id.uuid(), name, person.sealed.get(name)?)))
            })
            .collect();
        if sealed.is_empty() {
            return Ok(());
        }
        let values: Vec<Option<&Protected>> =
            sealed.iter().map(|(_, _, one)| one.value.as_ref().map(|(_, value)| value)).collect();
        let ids: Vec<Uuid> = sealed.iter().map(|(id, _, _)| *id).collect();
        let names: Vec<&str> = sealed.iter().map(|(_, name, _)| name.as_str()).collect();
        let since: Vec<Option<Date>> =
            sealed.iter().map(|(_, _, one)| one.since.map(civil::stored)).collect();
        let commands: Vec<Option<Uuid>> = sealed
            .iter()
            .map(|(_, _, one)| one.value.as_ref().map(|(command, _)| command.uuid()))
            .collect();
        let keys: Vec<Option<Uuid>> =
            values.iter().map(|value| value.map(|value| value.key_id.uuid())).collect();
        let bytes = |of: fn(&Protected) -> &[u8]| -> Vec<Option<&[u8]>> {
            values.iter().map(|value| value.map(of)).collect()
        };
        let nonces = bytes(|value| &value.nonce);
        let ciphertexts = bytes(|value| &value.ciphertext);
        let fingerprints = bytes(|value| &value.fingerprint);
        transaction
            .execute(
                &self.upsert_sealed,
                &[
                    &log,
                    &ids,
                    &names,
                    &since,
                    &keys,
                    &nonces,
                    &ciphertexts,
                    &fingerprints,
                    &commands,
                ],
            )
            .map_err(DatabaseError::failed("write protected attributes"))?;
        Ok(())
    }

    fn write_employments(
        &self,
        transaction: &mut Transaction<'_>,
        log: i32,
        people: &People,
    ) -> Result<(), DatabaseError> {
        let failed = DatabaseError::failed("write employments");
        let learners: Vec<Uuid> = people.keys().map(|id| id.uuid()).collect();
        let rows: Vec<(Uuid, Date, Option<Date>)> = people
            .iter()
            .flat_map(|(id, person)| {
                let all = employments(person).into_iter();
                all.map(|(from, to)| (id.uuid(), civil::stored(from), to.map(civil::stored)))
            })
            .collect();
        let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
        let from: Vec<Date> = rows.iter().map(|row| row.1).collect();
        let to: Vec<Option<Date>> = rows.iter().map(|row| row.2).collect();
        let mut write = || {
            transaction.execute(&self.delete_employments, &[&log, &learners])?;
            transaction.execute(&self.insert_employments, &[&log, &ids, &from, &to])
        };
        write().map(|_| ()).map_err(failed)
    }
}

fn id(value: &PlainValue) -> Option<Uuid> {
    if let PlainValue::Id(id) = value { Some(*id) } else { None }
}

fn day(value: &PlainValue) -> Option<Date> {
    if let PlainValue::Day(day) = value { Some(civil::stored(*day)) } else { None }
}

fn text(value: &PlainValue) -> Option<&str> {
    if let PlainValue::Text(text) = value { Some(text) } else { None }
}

/// A learner without attributes has one row, whose field is null.
fn read_attribute(row: &Row, people: &mut People) -> Result<(), DatabaseError> {
    let mut columns = Columns::of(row);
    let learner_id = columns.id(LearnerId::new)?;
    let person = people.entry(learner_id).or_default();
    let Some(field) = columns.stored_or_null()? else { return Ok(()) };
    let from = columns.day()?;
    let id: Option<Uuid> = columns.next()?;
    let day = columns.day_or_null()?;
    let text: Option<String> = columns.next()?;
    let value = id.map(PlainValue::Id).or(day.map(PlainValue::Day));
    let value = value.or(text.map(PlainValue::Text));
    person.plain.entry(field).or_default().set(from, value);
    Ok(())
}

fn read_sealed(row: &Row, people: &mut People) -> Result<(), DatabaseError> {
    let mut columns = Columns::of(row);
    let learner_id = columns.id(LearnerId::new)?;
    let name = columns.next()?;
    let since = columns.day_or_null()?;
    let person = people.entry(learner_id).or_default();
    person.sealed.insert(name, Sealed { since, value: None });
    Ok(())
}
