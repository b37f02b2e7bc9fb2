//! Random definitions of every kind, for properties.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::catalog::certification::{
    Certification, CertificationBasis, CycleRequirements,
};
use learnlog_domain::catalog::course::{CompletionRule, Component, ComponentKind, Course};
use learnlog_domain::catalog::event::{CatalogEvent, Defined};
use learnlog_domain::catalog::job::Job;
use learnlog_domain::catalog::offering::Offering;
use learnlog_domain::catalog::org_unit::OrgUnit;
use learnlog_domain::id::{ComponentId, CourseId, OrgUnitId};
use learnlog_domain::period::Period;
use proptest::option::of;
use proptest::prelude::*;

use crate::arbitrary::{day, id};

pub(crate) fn definition() -> impl Strategy<Value = CatalogEvent> {
    prop_oneof![
        defined(org_unit()).prop_map(CatalogEvent::OrgUnitDefined),
        defined(job()).prop_map(CatalogEvent::JobDefined),
        defined(course()).prop_map(CatalogEvent::CourseDefined),
        defined(offering()).prop_map(CatalogEvent::OfferingDefined),
        defined(certification()).prop_map(CatalogEvent::CertificationDefined),
    ]
}

fn defined<D: std::fmt::Debug>(
    definition: impl Strategy<Value = D>,
) -> impl Strategy<Value = Defined<D>> {
    (1..=u32::MAX, definition)
        .prop_map(|(definition_version, definition)| Defined { definition_version, definition })
}

/// Code and title; that they are not empty is left to the front door.
fn names() -> (&'static str, &'static str) {
    ("[A-Za-z0-9._-]{0,8}", "\\PC{0,12}")
}

fn org_unit() -> impl Strategy<Value = OrgUnit> {
    (names(), of(id(OrgUnitId::new))).prop_map(|((code, title), parent_id)| OrgUnit {
        code,
        title,
        parent_id,
    })
}

fn job() -> impl Strategy<Value = Job> {
    names().prop_map(|(code, title)| Job { code, title })
}

fn course() -> impl Strategy<Value = Course> {
    let rule = prop::sample::select(vec![CompletionRule::Complete, CompletionRule::Passed]);
    let kind = prop::sample::select(vec![
        ComponentKind::Content,
        ComponentKind::Session,
        ComponentKind::Assessment,
        ComponentKind::Observation,
        ComponentKind::Document,
        ComponentKind::Survey,
    ]);
    let components = prop::collection::btree_map(id(ComponentId::new), (names(), kind), 0..4);
    (names(), rule, components).prop_map(|((code, title), completion_rule, components)| {
        let components: BTreeMap<ComponentId, ((String, String), ComponentKind)> = components;
        let components = components.into_iter();
        let components = components.map(|(component_id, ((code, title), kind))| Component {
            component_id,
            code,
            title,
            kind,
        });
        Course { code, title, completion_rule, components: components.collect() }
    })
}

fn offering() -> impl Strategy<Value = Offering> {
    (id(CourseId::new), names(), of(day()), of(day())).prop_map(
        |(course_id, (code, title), starts_on, ends_on)| Offering {
            course_id,
            code,
            title,
            starts_on,
            ends_on,
        },
    )
}

fn certification() -> impl Strategy<Value = Certification> {
    let period =
        || any::<[u32; 3]>().prop_map(|[years, months, days]| Period { years, months, days });
    let requirements = prop::collection::btree_set(id(CourseId::new), 0..4).prop_map(|ids| {
        let ids: BTreeSet<CourseId> = ids;
        CycleRequirements { course_ids: ids.into_iter().collect() }
    });
    let cycles = prop::collection::vec(requirements, 0..3);
    let periods = (period(), period(), period(), of(period()));
    (names(), periods, any::<bool>(), cycles).prop_map(
        |((code, title), periods, early_renewal, cycles)| {
            let (validity, window, minimum_validity, look_back) = periods;
            Certification {
                code,
                title,
                basis: CertificationBasis::FromCompletion,
                validity,
                window,
                minimum_validity,
                look_back,
                early_renewal,
                cycles,
            }
        },
    )
}
