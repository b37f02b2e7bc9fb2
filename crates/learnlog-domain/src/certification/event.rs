//! What happens to certificates.

use crate::id::CertificationId;
use crate::time::Day;

/// One fact about a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificationEvent {
    /// "certification.certified": cycle 1 is satisfied.
    Certified(CycleSatisfied),
    /// "certification.recertified": cycle n, n >= 2, is satisfied.
    Recertified(CycleSatisfied),
    /// "certification.not_renewed": a completion that counts for its course renews nothing.
    NotRenewed(NotRenewed),
}

/// A completion of a course that the next cycle asks for satisfies no cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRenewed {
    /// Which certification it does not renew.
    pub certification_id: CertificationId,
    /// The day of the completion.
    pub completed_on: Day,
    /// The first day on which a completion can renew.
    pub opens_on: Day,
    /// Why.
    pub reason: NotRenewedReason,
}

/// Why a completion renews nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotRenewedReason {
    /// It was before the window of the next cycle.
    BeforeWindow,
    /// What it would give does not reach further than the certificate that is held.
    NotLater,
}

/// A cycle of a certification is satisfied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleSatisfied {
    /// Of which certification.
    pub certification_id: CertificationId,
    /// The row it adds to the certificate's history.
    pub cycle: Cycle,
}

/// One row of the history of a certificate. All days are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// 1, 2, 3 …
    pub number: u32,
    /// The version of the definition that gave it its days.
    pub definition_version: u32,
    /// The first day on which this cycle could be satisfied; none in cycle 1.
    pub opens_on: Option<Day>,
    /// The last good day: cycle 1: of the assignments, if any has one; later: the end of the cycle
    /// before.
    pub due_on: Option<Day>,
    /// C: the civil day of the latest completion used.
    pub valid_from: Day,
    /// X, or an extension of it.
    pub valid_through: Day,
    /// None: the definition has no grace.
    pub grace_through: Option<Day>,
    /// E for the next cycle: `valid_through` without extension.
    pub baseline_through: Day,
    /// `valid_through` is base + k * A, in one step.
    pub base: Day,
    /// See `base`.
    pub k: i32,
    /// The first day of the window of the next cycle.
    pub next_opens_on: Day,
}
