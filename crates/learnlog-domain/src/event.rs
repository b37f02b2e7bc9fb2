//! Facts, by concept. Invariant: an event is (type, newest version) of the ledger's format, one
//! variant per type. Bytes, versions and upcasting are left to the codec.

use crate::activity::event::ActivityEvent;
use crate::assignment::event::AssignmentEvent;
use crate::catalog::event::CatalogEvent;
use crate::certification::event::CertificationEvent;
use crate::completion::event::CompletionEvent;
use crate::enrollment::event::EnrollmentEvent;
use crate::person::event::PersonEvent;

/// One immutable fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// About who the learner is.
    Person(PersonEvent),
    /// About what the learner is obliged to.
    Assignment(AssignmentEvent),
    /// About what the learner takes part in.
    Enrollment(EnrollmentEvent),
    /// About what the learner does.
    Activity(ActivityEvent),
    /// About what the learner reached.
    Completion(CompletionEvent),
    /// About what the learner is certified for.
    Certification(CertificationEvent),
    /// About a definition.
    Catalog(CatalogEvent),
}
