//! What kind of definition an id is, for those who ask about one.

use uuid::Uuid;

use super::Queries;
use super::answer::Answer;
use super::error::QueryError;
use crate::catalog::DefinitionKind;
use crate::columns::Columns;

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
            rows.first().map(|row| Columns::of(row).stored()).transpose()
        })
        .await
    }
}
