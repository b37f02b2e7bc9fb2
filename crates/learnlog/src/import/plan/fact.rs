//! What an import submits, with names in place of ids. Invariant: holds everything of its command
//! but the ids, so that equal facts make equal commands.

pub mod kind;
pub mod person;

use learnlog_domain::time::{Day, EffectiveDay};

use crate::import::mapping::rules::values::{CompletedBy, ComponentKind, OutcomeValue};
use crate::import::plan::draft::Place;
use crate::import::plan::fact::kind::Kind;
use crate::import::plan::fact::person::PersonFact;
use crate::import::plan::names::NameId;

/// One command in the making.
#[derive(Debug, PartialEq, Eq)]
pub struct Fact {
    /// The row that it comes from.
    pub place: Place,
    /// What tells it from all others of its kind in the source.
    pub key: Box<str>,
    /// Whose; None for definitions.
    pub learner: Option<NameId>,
    /// When it happened; None for definitions.
    pub day: Option<EffectiveDay>,
    /// Where it stands among the learner's facts if its day is unknown.
    pub order: Option<Day>,
    /// What happened.
    pub body: Body,
}

impl Fact {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match &self.body {
            Body::Definition(Definition::OrgUnit { .. }) => Kind::OrgUnit,
            Body::Definition(Definition::Job { .. }) => Kind::Job,
            Body::Definition(Definition::Course { .. }) => Kind::Course,
            Body::Definition(Definition::Offering { .. }) => Kind::Offering,
            Body::Person(PersonFact::Added(_)) => Kind::Person,
            Body::Person(PersonFact::Changed { .. }) => Kind::PersonChange,
            Body::Learning(Learning { act, .. }) => match act {
                Act::Enroll(_) => Kind::Enrollment,
                Act::Withdraw { .. } => Kind::Withdrawal,
                Act::Progress { .. } => Kind::Progress,
                Act::Credit { .. } => Kind::Credit,
                Act::Outcome { .. } => Kind::Outcome,
            },
        }
    }

    /// What it says about learning, if it does.
    pub fn learning(&self) -> Option<&Learning> {
        match &self.body {
            Body::Learning(learning) => Some(learning),
            Body::Definition(_) | Body::Person(_) => None,
        }
    }

    /// The enrollment that it belongs to.
    pub fn enrollment(&self) -> Option<NameId> {
        self.learning().and_then(|learning| learning.enrollment)
    }

    /// The day, if it is known.
    pub fn known_day(&self) -> Option<Day> {
        self.day.and_then(EffectiveDay::known)
    }
}

/// What a fact says.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    /// What something is.
    Definition(Definition),
    /// Who somebody is.
    Person(PersonFact),
    /// What somebody did.
    Learning(Learning),
}

/// What something is.
#[derive(Debug, PartialEq, Eq)]
pub enum Definition {
    /// An org unit.
    OrgUnit {
        /// Which.
        org_unit: NameId,
        /// How it is called.
        title: Title,
        /// The unit above.
        parent: Option<NameId>,
    },
    /// A job.
    Job {
        /// Which.
        job: NameId,
        /// How it is called.
        title: Title,
    },
    /// A course.
    Course {
        /// Which.
        course: NameId,
        /// How it is called.
        title: Title,
        /// What completes it.
        completed_by: CompletedBy,
        /// What it consists of.
        components: Vec<Component>,
    },
    /// A run of a course.
    Offering {
        /// Which.
        offering: NameId,
        /// Of which course.
        course: NameId,
        /// How it is called.
        title: Title,
        /// First day.
        starts_on: Option<Day>,
        /// Last day.
        ends_on: Option<Day>,
    },
}

impl Definition {
    /// What it defines.
    pub fn name(&self) -> NameId {
        match self {
            Self::OrgUnit { org_unit: name, .. }
            | Self::Job { job: name, .. }
            | Self::Course { course: name, .. }
            | Self::Offering { offering: name, .. } => *name,
        }
    }
}

/// How something is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// In short.
    pub code: String,
    /// In words.
    pub words: String,
}

/// Part of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Which.
    pub component: NameId,
    /// How it is called.
    pub title: Title,
    /// What it is.
    pub kind: ComponentKind,
}

/// What somebody did.
#[derive(Debug, PartialEq, Eq)]
pub struct Learning {
    /// In which enrollment; enrollments and withdrawals have one.
    pub enrollment: Option<NameId>,
    /// What.
    pub act: Act,
}

/// Something that a learner did or reached.
#[derive(Debug, PartialEq, Eq)]
pub enum Act {
    /// An enrollment begins.
    Enroll(Target),
    /// An enrollment ends.
    Withdraw {
        /// A code.
        reason: String,
    },
    /// Something was done.
    Progress {
        /// In what.
        scope: Scope,
        /// How far, in hundredths of a percent.
        basis_points: Option<u32>,
    },
    /// Prior learning counts.
    Credit {
        /// Which.
        credit: NameId,
        /// For what.
        scope: Scope,
        /// Who assessed.
        assessor: Option<String>,
        /// Free text.
        evidence: Option<String>,
    },
    /// A result.
    Outcome {
        /// In which course.
        course: NameId,
        /// Of which attempt.
        attempt: Option<NameId>,
        /// What it says.
        value: OutcomeValue,
        /// In hundredths of a percent.
        score_basis_points: Option<u32>,
    },
}

/// What an enrollment is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A course.
    Course(NameId),
    /// One of its offerings.
    Offering(NameId),
}

/// A course, or part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The course.
    pub course: NameId,
    /// None: all of it.
    pub component: Option<NameId>,
}
