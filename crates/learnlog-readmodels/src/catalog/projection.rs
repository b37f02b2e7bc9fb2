//! Writes the definitions.

use std::collections::BTreeMap;

use learnlog_codec::entry::{Outcome, RecordedEvent};
use learnlog_domain::catalog::course::Component;
use learnlog_domain::catalog::event::CatalogEvent;
use learnlog_domain::event::Event;
use learnlog_domain::time::Day;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use postgres::{Client, Statement, Transaction};
use uuid::Uuid;

use super::{DefinitionKind, ID};
use crate::civil;
use crate::projection::{ApplyError, Batch, Projection};
use crate::stored::Stored;

/// The projection of one session.
pub(crate) struct CatalogProjection {
    upsert: Statement,
    delete_components: Statement,
    insert_components: Statement,
}

struct Row<'a> {
    kind: DefinitionKind,
    version: u32,
    code: &'a str,
    title: &'a str,
    parent_id: Option<Uuid>,
    days: (Option<Day>, Option<Day>),
    components: &'a [Component],
    sequence: u64,
}

impl CatalogProjection {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        let mut prepare = |statement| {
            client.prepare(statement).map_err(DatabaseError::failed("prepare the catalog"))
        };
        Ok(Self {
            upsert: prepare(include_str!("upsert.sql"))?,
            delete_components: prepare(include_str!("delete_components.sql"))?,
            insert_components: prepare(include_str!("insert_components.sql"))?,
        })
    }

    fn write_definitions(
        &self,
        transaction: &mut Transaction<'_>,
        rows: &BTreeMap<Uuid, Row<'_>>,
    ) -> Result<(), DatabaseError> {
        let ids: Vec<Uuid> = rows.keys().copied().collect();
        let kinds: Vec<i16> = rows.values().map(|row| row.kind.number()).collect();
        let versions: Vec<i32> = rows.values().map(|row| row.version.cast_signed()).collect();
        let codes: Vec<&str> = rows.values().map(|row| row.code).collect();
        let titles: Vec<&str> = rows.values().map(|row| row.title).collect();
        let parents: Vec<Option<Uuid>> = rows.values().map(|row| row.parent_id).collect();
        let starts: Vec<Option<Date>> =
            rows.values().map(|row| row.days.0.map(civil::stored)).collect();
        let ends: Vec<Option<Date>> =
            rows.values().map(|row| row.days.1.map(civil::stored)).collect();
        let sequences: Vec<i64> = rows.values().map(|row| row.sequence.cast_signed()).collect();
        transaction
            .execute(
                &self.upsert,
                &[&ids, &kinds, &versions, &codes, &titles, &parents, &starts, &ends, &sequences],
            )
            .map_err(DatabaseError::failed("write definitions"))?;
        Ok(())
    }

    fn write_components(
        &self,
        transaction: &mut Transaction<'_>,
        rows: &BTreeMap<Uuid, Row<'_>>,
    ) -> Result<(), DatabaseError> {
        let failed = DatabaseError::failed("write components");
        let courses: Vec<Uuid> = rows
            .iter()
            .filter(|(_, row)| row.kind == DefinitionKind::Course)
            .map(|(id, _)| *id)
            .collect();
        if courses.is_empty() {
            return Ok(());
        }
        let components: Vec<(Uuid, &Component)> = rows
            .iter()
            .flat_map(|(id, row)| row.components.iter().map(|component| (*id, component)))
            .collect();
        let of: Vec<Uuid> = components.iter().map(|(course, _)| *course).collect();
        let ids: Vec<Uuid> = components.iter().map(|(_, one)| one.component_id.uuid()).collect();
        let codes: Vec<&str> = components.iter().map(|(_, one)| one.code.as_str()).collect();
        let titles: Vec<&str> = components.iter().map(|(_, one)| one.title.as_str()).collect();
        let kinds: Vec<i16> = components.iter().map(|(_, one)| one.kind.number()).collect();
        let mut write = || {
            transaction.execute(&self.delete_components, &[&courses])?;
            transaction.execute(&self.insert_components, &[&of, &ids, &codes, &titles, &kinds])
        };
        write().map(|_| ()).map_err(failed)
    }
}

impl Projection for CatalogProjection {
    fn id(&self) -> ProjectionId {
        ID
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<(), ApplyError> {
        let mut rows = BTreeMap::new();
        for (entry, command) in batch.commands() {
            let Outcome::Recorded(events) = &command.outcome else { continue };
            for RecordedEvent { event, .. } in events {
                if let Event::Catalog(event) = event {
                    rows.insert(command.stream.uuid(), row(event, entry.sequence));
                }
            }
        }
        if !rows.is_empty() {
            self.write_definitions(transaction, &rows)?;
            self.write_components(transaction, &rows)?;
        }
        Ok(())
    }

    fn forget(&mut self) {}
}

fn row(event: &CatalogEvent, sequence: u64) -> Row<'_> {
    let plain = |kind, version, code, title| Row {
        kind,
        version,
        code,
        title,
        parent_id: None,
        days: (None, None),
        components: &[],
        sequence,
    };
    match event {
        CatalogEvent::OrgUnitDefined(defined) => {
            let unit = &defined.definition;
            let parent_id = unit.parent_id.map(|id| id.uuid());
            let (version, kind) = (defined.definition_version, DefinitionKind::OrgUnit);
            Row { parent_id, ..plain(kind, version, &unit.code, &unit.title) }
        }
        CatalogEvent::JobDefined(defined) => {
            let job = &defined.definition;
            plain(DefinitionKind::Job, defined.definition_version, &job.code, &job.title)
        }
        CatalogEvent::CourseDefined(defined) => {
            let course = &defined.definition;
            let (version, kind) = (defined.definition_version, DefinitionKind::Course);
            let components = &course.components;
            Row { components, ..plain(kind, version, &course.code, &course.title) }
        }
        CatalogEvent::OfferingDefined(defined) => {
            let offering = &defined.definition;
            let parent_id = Some(offering.course_id.uuid());
            let days = (offering.starts_on, offering.ends_on);
            let (version, kind) = (defined.definition_version, DefinitionKind::Offering);
            Row { parent_id, days, ..plain(kind, version, &offering.code, &offering.title) }
        }
        CatalogEvent::CertificationDefined(defined) => {
            let certification = &defined.definition;
            let (version, kind) = (defined.definition_version, DefinitionKind::Certification);
            plain(kind, version, &certification.code, &certification.title)
        }
    }
}
