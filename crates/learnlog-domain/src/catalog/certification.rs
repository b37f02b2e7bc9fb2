//! Certifications: what is asked for in each cycle, and how long it lasts. Invariant: a definition
//! that is decided on has lengths that make each cycle end after it began.

use crate::catalog::rejection::DefineCertificationRejection;
use crate::id::CourseId;
use crate::period::{Period, Unit};

/// What a learner can be certified for, and how long it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Short name.
    pub code: String,
    /// Name as shown.
    pub title: String,
    /// What the end of validity is counted from.
    pub basis: CertificationBasis,
    /// A: how long a certificate is valid.
    pub validity: Period,
    /// W: how long before its end the next cycle may be satisfied; 0 <= W < A.
    pub window: Period,
    /// M: minimum validity; 1 day <= M, W <= M <= A.
    pub minimum_validity: Period,
    /// Completions up to this long before the certification was first asked for satisfy cycle 1;
    /// none: any.
    pub look_back: Option<Period>,
    /// A cycle may be satisfied before its window opens.
    pub early_renewal: bool,
    /// Per cycle; the last one repeats.
    pub cycles: Vec<CycleRequirements>,
}

/// What the end of validity is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificationBasis {
    /// C + A.
    FromCompletion,
}

/// All of these courses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleRequirements {
    /// In events sorted, each once.
    pub course_ids: Vec<CourseId>,
}

impl Certification {
    /// What cycle `number` requires; nothing if there is no list.
    pub fn required_in(&self, number: u32) -> &[CourseId] {
        let index = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        let cycle = self.cycles.get(index).or(self.cycles.last());
        cycle.map_or(&[], |cycle| &cycle.course_ids)
    }

    /// All in one unit, 0 <= W < A, 1 day <= M, W <= M <= A; the look-back in one unit of its own.
    ///
    /// Errors: the first of these that does not hold.
    pub fn check_periods(&self) -> Result<(), DefineCertificationRejection> {
        let (a, w, m) = (self.validity, self.window, self.minimum_validity);
        let mut units = [a, w, m].map(Period::unit).into_iter().filter(|unit| *unit != Unit::None);
        let unit = units.next().unwrap_or(Unit::None);
        let mixed = unit == Unit::Mixed || units.any(|other| other != unit);
        if mixed || self.look_back.is_some_and(|period| period.unit() == Unit::Mixed) {
            return Err(DefineCertificationRejection::MixedUnits);
        }
        if a.unit() == Unit::None {
            return Err(DefineCertificationRejection::NoValidity);
        }
        if !w.is_shorter_than(a) {
            return Err(DefineCertificationRejection::WindowNotShorterThanValidity);
        }
        if m.unit() == Unit::None || m.is_shorter_than(w) || a.is_shorter_than(m) {
            return Err(DefineCertificationRejection::MinimumValidityOutOfRange);
        }
        Ok(())
    }
}
