//! Definitions that a question names. Invariant: a question about what does not exist is told so, and is not
//! answered with nothing.

use learnlog_readmodels::catalog::DefinitionKind;
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::queries::error::QueryError;
use uuid::Uuid;

use crate::error::ApiError;
use crate::error::reason::Reason;

/// An id, what it must be, and the field that names it.
pub type Named = (Uuid, DefinitionKind, &'static str);

/// The first that is no such definition, if any.
pub async fn missing(queries: &Queries, named: &[Named]) -> Result<Option<Named>, QueryError> {
    for one in named {
        if queries.definition_kind(one.0).await?.value != Some(one.1) {
            return Ok(Some(*one));
        }
    }
    Ok(None)
}

/// DEFINITION_NOT_FOUND.
pub fn not_found((id, kind, field): Named) -> ApiError {
    let kind = match kind {
        DefinitionKind::OrgUnit => "org unit",
        DefinitionKind::Job => "job",
        DefinitionKind::Course => "course",
        DefinitionKind::Offering => "offering",
        DefinitionKind::Certification => "certification",
    };
    let message = format!("{field}: no {kind} with that id is known");
    ApiError::new(Reason::DefinitionNotFound, message).with("field", field).with("id", id)
}
