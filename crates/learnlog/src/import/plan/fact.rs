//! What an import submits, with names in place of ids. Invariant: holds everything of its command but the ids, so that equal facts make
//! equal commands.

use std::collections::BTreeMap;

use learnlog_domain::time::{Day, EffectiveDay};
use learnlog_proto::events::PersonField;

use crate::import::mapping::MappingError;
use crate::import::mapping::rules::values::{CompletedBy, ComponentKind, OutcomeValue};
use crate::import::plan::PlanError;
use crate::import::plan::draft::Place;
use crate::import::plan::names::NameId;

/// The kinds of facts, in the order in which summaries list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Definition of an org unit.
    OrgUnit,
    /// Definition of a job.
    Job,
    /// Definition of a course with its components.
    Course,
    /// Part of a course; submitted with it.
    Component,
    /// Definition of an offering.
    Offering,
    /// A learner is added.
    Person,
    /// Something about a learner changes.
    PersonChange,
    /// An enrollment.
    Enrollment,
    /// A withdrawal.
    Withdrawal,
    /// Something done.
    Progress,
    /// A credit from prior learning.
    Credit,
    /// A result.
    Outcome,
}

impl Kind {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::OrgUnit,
        Self::Job,
        Self::Course,
        Self::Component,
        Self::Offering,
        Self::Person,
        Self::PersonChange,
        Self::Enrollment,
        Self::Withdrawal,
        Self::Progress,
        Self::Credit,
        Self::Outcome,
    ];

    /// As summaries, result files and the names of commands have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrgUnit => "org_unit",
            Self::Job => "job",
            Self::Course => "course",
            Self::Component => "component",
            Self::Offering => "offering",
            Self::Person => "person",
            Self::PersonChange => "person_change",
            Self::Enrollment => "enrollment",
            Self::Withdrawal => "withdrawal",
            Self::Progress => "progress",
            Self::Credit => "credit",
            Self::Outcome => "outcome",
        }
    }

    /// A rule of this kind cannot be used.
    pub fn refuse(self, table: &str, reason: &'static str) -> PlanError {
        let (kind, table) = (self.as_str(), table.to_owned());
        MappingError::Rule { kind, table, reason }.into()
    }
}

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
        match self.body {
            Body::OrgUnit { .. } => Kind::OrgUnit,
            Body::Job { .. } => Kind::Job,
            Body::Course { .. } => Kind::Course,
            Body::Offering { .. } => Kind::Offering,
            Body::AddPerson { .. } => Kind::Person,
            Body::ChangePerson { .. } => Kind::PersonChange,
            Body::Enroll { .. } => Kind::Enrollment,
            Body::Withdraw { .. } => Kind::Withdrawal,
            Body::Progress { .. } => Kind::Progress,
            Body::Credit { .. } => Kind::Credit,
            Body::Outcome { .. } => Kind::Outcome,
        }
    }

    /// The enrollment that it belongs to.
    pub fn enrollment(&self) -> Option<NameId> {
        match &self.body {
            Body::Enroll { enrollment, .. } | Body::Withdraw { enrollment, .. } => {
                Some(*enrollment)
            }
            Body::Progress { enrollment, .. }
            | Body::Credit { enrollment, .. }
            | Body::Outcome { enrollment, .. } => *enrollment,
            Body::OrgUnit { .. }
            | Body::Job { .. }
            | Body::Course { .. }
            | Body::Offering { .. }
            | Body::AddPerson { .. }
            | Body::ChangePerson { .. } => None,
        }
    }
}

/// What a fact says.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    /// An org unit is defined.
    OrgUnit {
        /// Which.
        org_unit: NameId,
        /// Short name.
        code: String,
        /// Long name.
        title: String,
        /// The unit above.
        parent: Option<NameId>,
    },
    /// A job is defined.
    Job {
        /// Which.
        job: NameId,
        /// Short name.
        code: String,
        /// Long name.
        title: String,
    },
    /// A course is defined.
    Course {
        /// Which.
        course: NameId,
        /// Short name.
        code: String,
        /// Long name.
        title: String,
        /// What completes it.
        completed_by: CompletedBy,
        /// What it consists of.
        components: Vec<Component>,
    },
    /// An offering is defined.
    Offering {
        /// Which.
        offering: NameId,
        /// Of which course.
        course: NameId,
        /// Short name.
        code: String,
        /// Long name.
        title: String,
        /// First day.
        starts_on: Option<Day>,
        /// Last day.
        ends_on: Option<Day>,
    },
    /// A learner is added.
    AddPerson {
        /// What is known.
        attributes: Attributes,
    },
    /// Something about a learner changes.
    ChangePerson {
        /// What is new.
        set: Attributes,
        /// What is no longer so.
        cleared: Vec<PersonField>,
    },
    /// An enrollment begins.
    Enroll {
        /// Which.
        enrollment: NameId,
        /// In what.
        target: Target,
    },
    /// An enrollment ends.
    Withdraw {
        /// Which.
        enrollment: NameId,
        /// A code.
        reason: String,
    },
    /// Something was done.
    Progress {
        /// In which enrollment.
        enrollment: Option<NameId>,
        /// In which course.
        course: NameId,
        /// In which component.
        component: Option<NameId>,
        /// How far, in hundredths of a percent.
        basis_points: Option<u32>,
    },
    /// Prior learning counts.
    Credit {
        /// Which.
        credit: NameId,
        /// In which enrollment.
        enrollment: Option<NameId>,
        /// For which course.
        course: NameId,
        /// For which component of it.
        component: Option<NameId>,
        /// Who assessed.
        assessor: Option<String>,
        /// Free text.
        evidence: Option<String>,
    },
    /// A result.
    Outcome {
        /// Of which enrollment.
        enrollment: Option<NameId>,
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

/// Part of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Which.
    pub component: NameId,
    /// Short name.
    pub code: String,
    /// Long name.
    pub title: String,
    /// What it is.
    pub kind: ComponentKind,
}

/// What an enrollment is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A course.
    Course(NameId),
    /// One of its offerings.
    Offering(NameId),
}

/// What is known about a person.
pub type Attributes = BTreeMap<Attribute, AttributeValue>;

/// Something that can be known about a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// One of the protocol's own.
    Field(PersonField),
    /// What another system calls the person.
    ExternalId(String),
    /// Anything else, by name.
    Other(String),
}

/// What is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeValue {
    /// A text.
    Text(String),
    /// A day.
    Day(Day),
    /// Another person, an org unit, a job.
    Name(NameId),
}
