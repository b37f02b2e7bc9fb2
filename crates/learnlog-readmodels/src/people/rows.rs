//! The rows of people. Invariant: what is written for a person is the whole of every field that
//! changed.

use std::collections::BTreeSet;

use learnlog_domain::id::LearnerId;
use learnlog_domain::protected::Protected;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use postgres::{Client, Row, Statement, Transaction};
use uuid::Uuid;

use super::columns::AttributeColumns;
use super::employment::employments;
use super::person::{PlainValue, Sealed};
use super::projection::People;
use crate::civil;
use crate::columns::Columns;
use crate::stored::Stored;
use crate::timeline::{Change, Timeline};

/// The statements of one session.
pub(super) struct Rows {
    load_attributes: Statement,
    load_sealed: Statement,
    upsert_people: Statement,
    replace_attributes: Statement,
    upsert_sealed: Statement,
    replace_employments: Statement,
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
            replace_attributes: prepare(include_str!("replace_attributes.sql"))?,
            upsert_sealed: prepare(include_str!("upsert_sealed.sql"))?,
            replace_employments: prepare(include_str!("replace_employments.sql"))?,
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
        let changed: Vec<(Uuid, i16, &Timeline<PlainValue>)> = people
            .iter()
            .flat_map(|(id, person)| {
                let fields = person.changed.iter();
                fields
                    .filter_map(|field| Some((id.uuid(), field.number(), person.plain.get(field)?)))
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let learners: Vec<Uuid> = changed.iter().map(|one| one.0).collect();
        let fields: Vec<i16> = changed.iter().map(|one| one.1).collect();
        let rows = AttributeColumns::of(&changed);
        transaction
            .execute(
                &self.replace_attributes,
                &[
                    &log,
                    &learners,
                    &fields,
                    &rows.learners,
                    &rows.fields,
                    &rows.from,
                    &rows.to,
                    &rows.provisional,
                    &rows.ids,
                    &rows.days,
                    &rows.texts,
                ],
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
        let changed = || people.iter().filter(|(_, person)| person.is_employment_changed());
        let learners: Vec<Uuid> = changed().map(|(id, _)| id.uuid()).collect();
        if learners.is_empty() {
            return Ok(());
        }
        let rows: Vec<(Uuid, Date, Option<Date>)> = changed()
            .flat_map(|(id, person)| {
                let all = employments(person).into_iter();
                all.map(|(from, to)| (id.uuid(), civil::stored(from), to.map(civil::stored)))
            })
            .collect();
        let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
        let from: Vec<Date> = rows.iter().map(|row| row.1).collect();
        let to: Vec<Option<Date>> = rows.iter().map(|row| row.2).collect();
        transaction
            .execute(&self.replace_employments, &[&log, &learners, &ids, &from, &to])
            .map_err(DatabaseError::failed("write employments"))?;
        Ok(())
    }
}

/// A learner without attributes has one row, whose field is null.
fn read_attribute(row: &Row, people: &mut People) -> Result<(), DatabaseError> {
    let mut columns = Columns::of(row);
    let learner_id = columns.id(LearnerId::new)?;
    let person = people.entry(learner_id).or_default();
    let Some(field) = columns.stored_or_null()? else { return Ok(()) };
    let from = columns.day()?;
    let provisional = columns.next()?;
    let id: Option<Uuid> = columns.next()?;
    let day = columns.day_or_null()?;
    let text: Option<String> = columns.next()?;
    let value = id.map(PlainValue::Id).or(day.map(PlainValue::Day));
    let value = value.or(text.map(PlainValue::Text));
    person.plain.entry(field).or_default().insert(from, Change { value, provisional });
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
