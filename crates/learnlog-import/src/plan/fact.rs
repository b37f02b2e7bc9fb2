//! What an import submits, with names in place of ids. Invariant: holds everything of its command
//! but the ids, so that equal facts make equal commands.

pub mod definition;
pub mod kind;
pub mod learning;
pub mod person;

use learnlog_domain::time::{Day, EffectiveDay};

use crate::plan::draft::Place;
use crate::plan::fact::definition::Definition;
use crate::plan::fact::kind::Kind;
use crate::plan::fact::learning::{Act, Learning};
use crate::plan::fact::person::PersonFact;
use crate::plan::names::NameId;

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
