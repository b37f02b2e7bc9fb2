//! The ids of the demo company, by kind and number. Invariant: the same thing has the same id in
//! every command that names it.

use crate::demo::random::{Kind, id};

/// Owner of what belongs to no person.
const NOBODY: u32 = u32::MAX;

/// Ids under one seed.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    seed: u64,
}

impl Ids {
    /// Those of this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    fn of(self, kind: Kind, owner: u32, number: usize) -> String {
        id(self.seed, kind, owner, u32::try_from(number).unwrap_or(u32::MAX)).to_string()
    }

    /// The command that makes a definition.
    pub fn definition_command(self, number: usize) -> String {
        self.of(Kind::Command, NOBODY, number)
    }

    /// A command about a person.
    pub fn command(self, person: u32, number: u32) -> String {
        id(self.seed, Kind::Command, person, number).to_string()
    }

    /// A person.
    pub fn person(self, person: u32) -> String {
        self.of(Kind::Person, person, 0)
    }

    /// Somebody whom nobody added.
    pub fn stranger(self, person: u32) -> String {
        self.of(Kind::Nothing, person, 1)
    }

    /// A course or offering that does not exist.
    pub fn nothing(self, person: u32) -> String {
        self.of(Kind::Nothing, person, 2)
    }

    /// An org unit.
    pub fn unit(self, index: usize) -> String {
        self.of(Kind::OrgUnit, NOBODY, index)
    }

    /// A job.
    pub fn job(self, index: usize) -> String {
        self.of(Kind::Job, NOBODY, index)
    }

    /// A course.
    pub fn course(self, index: usize) -> String {
        self.of(Kind::Course, NOBODY, index)
    }

    /// A component of a course.
    pub fn component(self, course: usize, number: usize) -> String {
        self.of(Kind::Component, u32::try_from(course).unwrap_or(u32::MAX), number)
    }

    /// An offering.
    pub fn offering(self, index: usize) -> String {
        self.of(Kind::Offering, NOBODY, index)
    }

    /// A certification.
    pub fn certification(self, index: usize) -> String {
        self.of(Kind::Certification, NOBODY, index)
    }

    /// An assignment of a person.
    pub fn assignment(self, person: u32, number: u16) -> String {
        self.of(Kind::Assignment, person, number.into())
    }

    /// An enrollment of a person.
    pub fn enrollment(self, person: u32, number: u16) -> String {
        self.of(Kind::Enrollment, person, number.into())
    }

    /// An attempt in an enrollment.
    pub fn attempt(self, person: u32, enrollment: u16, attempt: u8) -> String {
        self.of(Kind::Attempt, person, usize::from(enrollment) * 256 + usize::from(attempt))
    }

    /// A credit of a person.
    pub fn credit(self, person: u32, course: u8) -> String {
        self.of(Kind::Credit, person, course.into())
    }
}
