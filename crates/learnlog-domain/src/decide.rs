//! What comes of a command: events, nothing, or a rejection. Invariant: a pure function of its
//! arguments; which stream and catalog it is given is left to the writer.

use crate::activity::decide::{launch, progress};
use crate::assignment::decide::assign;
use crate::catalog::Catalog;
use crate::command::{Command, LearnerAction, LearnerCommand};
use crate::completion::decide::{credit_prior_learning, record_outcome};
use crate::context::Context;
use crate::decision::Decision;
use crate::enrollment::decide::{enroll, withdraw};
use crate::person;
use crate::rejection::Rejection;
use crate::state::{LearnerState, StreamState};

/// Decides a command on the state of its stream and a catalog. A state of another kind of stream
/// than the command's counts as the empty one.
///
/// Errors: the first [`Rejection`] that applies.
pub fn decide(
    state: &StreamState,
    catalog: &Catalog,
    context: &Context,
    command: &Command,
) -> Result<Decision, Rejection> {
    match command {
        Command::Learner(command) => match state {
            StreamState::Learner(learner) => on_learner(learner, catalog, context, command),
            StreamState::Definition(_) | StreamState::Offering | StreamState::Operation => {
                on_learner(&LearnerState::default(), catalog, context, command)
            }
        },
        Command::Definition(command) => {
            let current = match state {
                StreamState::Definition(current) => current.as_ref(),
                StreamState::Learner(_) | StreamState::Offering | StreamState::Operation => None,
            };
            crate::catalog::decide::decide(current, catalog, command)
        }
    }
}

fn on_learner(
    learner: &LearnerState,
    catalog: &Catalog,
    context: &Context,
    command: &LearnerCommand,
) -> Result<Decision, Rejection> {
    let (id, on) = (command.learner_id, context.effective());
    match &command.action {
        LearnerAction::AddPerson(action) => {
            person::decide::add(learner, catalog, id, on, action).map_err(Rejection::AddPerson)
        }
        LearnerAction::ChangePerson(action) => {
            person::decide::change(learner, catalog, id, on, action)
                .map_err(Rejection::ChangePerson)
        }
        LearnerAction::Assign(action) => {
            assign(learner, catalog, on, action).map_err(Rejection::Assign)
        }
        LearnerAction::Enroll(action) => {
            enroll(learner, catalog, on, action).map_err(Rejection::Enroll)
        }
        LearnerAction::Withdraw(action) => {
            withdraw(learner, on, action).map_err(Rejection::Withdraw)
        }
        LearnerAction::RecordLaunch(action) => {
            launch(learner, catalog, on, action).map_err(Rejection::RecordLaunch)
        }
        LearnerAction::RecordProgress(action) => {
            progress(learner, catalog, on, action).map_err(Rejection::RecordProgress)
        }
        LearnerAction::RecordOutcome(action) => {
            record_outcome(learner, catalog, on, action).map_err(Rejection::RecordOutcome)
        }
        LearnerAction::CreditPriorLearning(action) => {
            credit_prior_learning(learner, catalog, on, action)
                .map_err(Rejection::CreditPriorLearning)
        }
    }
}
