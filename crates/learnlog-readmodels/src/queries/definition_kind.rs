//! What kind of definition an id is, for those who ask about one.

use learnlog_postgres::error::DatabaseError;
use uuid::Uuid;

use super::Queries;
use super::answer::Answer;
use super::error::QueryError;
use crate::columns::Columns;

/// Kinds of definitions, as rows have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i16)]
pub enum DefinitionKind {
    /// An org unit.
    OrgUnit = 1,
    /// A job.
    Job = 2,
    /// A course.
    Course = 3,
    /// A run of a course.
    Offering = 4,
    /// A certification.
    Certification = 5,
}

impl Queries {
    /// None where no definition has that id.
    ///
    /// Errors: [`QueryError`].
    pub async fn definition_kind(
        &self,
        id: Uuid,
    ) -> Result<Answer<Option<DefinitionKind>>, QueryError> {
        self.answer(async |snapshot| {
            let statement = "select kind from definitions where id = $1";
            let rows = snapshot.query(statement, &[&id]).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            let kind = match Columns::of(row).next::<i16>()? {
                1 => DefinitionKind::OrgUnit,
                2 => DefinitionKind::Job,
                3 => DefinitionKind::Course,
                4 => DefinitionKind::Offering,
                5 => DefinitionKind::Certification,
                _ => return Err(DatabaseError::Damaged),
            };
            Ok(Some(kind))
        })
        .await
    }
}
