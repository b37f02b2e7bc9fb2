//! What can be asked, as the rules see it. Invariant: a command names its stream by itself.
//! Envelope, identity of the caller and limits of input are left to the front door.

use crate::activity::command::{RecordLaunch, RecordProgress};
use crate::assignment::command::Assign;
use crate::catalog::command::DefinitionCommand;
use crate::completion::command::{CreditPriorLearning, RecordOutcome};
use crate::enrollment::command::{Enroll, Withdraw};
use crate::id::LearnerId;
use crate::person::command::{AddPerson, ChangePerson};
use crate::stream::StreamId;

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// About a learner.
    Learner(LearnerCommand),
    /// About a definition of the catalog.
    Definition(DefinitionCommand),
}

impl Command {
    /// The stream whose state it is decided on and to which its entry goes.
    pub fn stream(&self) -> StreamId {
        match self {
            Self::Learner(command) => StreamId::learner(command.learner_id),
            Self::Definition(command) => command.stream(),
        }
    }
}

/// Something asked about one learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerCommand {
    /// Whom it is about.
    pub learner_id: LearnerId,
    /// What is asked.
    pub action: LearnerAction,
}

/// What can be asked about a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LearnerAction {
    /// A learner is to exist.
    AddPerson(AddPerson),
    /// Attributes are to change.
    ChangePerson(ChangePerson),
    /// The learner is to be obliged.
    Assign(Assign),
    /// The learner is to be enrolled.
    Enroll(Enroll),
    /// An enrollment is to end.
    Withdraw(Withdraw),
    /// A player's fact.
    RecordLaunch(RecordLaunch),
    /// A player's fact.
    RecordProgress(RecordProgress),
    /// A player's or assessor's fact.
    RecordOutcome(RecordOutcome),
    /// What was learned elsewhere or earlier is to be credited.
    CreditPriorLearning(CreditPriorLearning),
}
