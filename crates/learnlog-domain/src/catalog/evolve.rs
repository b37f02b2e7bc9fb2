//! What a new version does to the catalog. Invariant: the index of requirements speaks of the
//! newest versions only.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use crate::catalog::Catalog;
use crate::catalog::certification::Certification;
use crate::catalog::event::{CatalogEvent, Defined};
use crate::catalog::state::{Definition, Kind};
use crate::id::{CertificationId, CourseId};

/// Puts a version in the place of the one before it.
pub(super) fn define(catalog: &mut Catalog, id: Uuid, event: &CatalogEvent) {
    let definition = Definition::from(event);
    let new = courses(&definition);
    let old = Arc::make_mut(&mut catalog.definitions).insert(id, definition);
    let old = old.as_ref().map(courses).unwrap_or_default();
    let Ok(id) = CertificationId::new(id) else { return };
    if old == new {
        return;
    }
    let requiring = Arc::make_mut(&mut catalog.requiring);
    for course in &old {
        requiring.entry(*course).and_modify(|ids| {
            ids.remove(&id);
        });
    }
    for course in new {
        requiring.entry(course).or_default().insert(id);
    }
}

fn courses(definition: &Definition) -> BTreeSet<CourseId> {
    let certification: Option<&Defined<Certification>> = Certification::of(definition);
    let cycles = certification.into_iter().flat_map(|defined| &defined.definition.cycles);
    cycles.flat_map(|cycle| cycle.course_ids.iter().copied()).collect()
}
