//! Given / when / then for the tests of every concept. Invariant: history is made by `decide` and
//! `evolve` alone, so no test starts from a state that could not come about. Ids are small numbers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod asks;
pub mod defines;
pub mod show;

use uuid::Uuid;

use crate::catalog::Catalog;
use crate::catalog::command::DefinitionCommand;
use crate::command::{Command, LearnerAction, LearnerCommand};
use crate::context::Context;
use crate::decide::decide;
use crate::decision::Decision;
use crate::evolve::evolve;
use crate::fixture::show::show;
use crate::id::LearnerId;
use crate::rejection::Rejection;
use crate::state::StreamState;
use crate::stream::StreamId;
use crate::time::{Day, Occurred, Timestamp};

/// The learner of all tests.
pub const LEARNER: u128 = 1;

/// The id with that number.
pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The day written "2024-01-31".
pub fn day(text: &str) -> Day {
    Day::from_date(text.parse().expect("a date")).expect("a year from 1 on")
}

/// "2024-01-31"; "?" is unknown, "?..2024-01-31" at the latest that day.
pub fn when(text: &str) -> Occurred {
    match text.strip_prefix('?') {
        None => Occurred::Day(day(text)),
        Some("") => Occurred::Unknown { first: None, last: None },
        Some(last) => {
            let last = last.strip_prefix("..").expect("?..day");
            Occurred::Unknown { first: None, last: Some(day(last)) }
        }
    }
}

/// Something asked of the learner, and when it happened.
pub type Ask = (&'static str, LearnerAction);

/// One learner and the catalog.
#[derive(Clone)]
pub struct World {
    pub catalog: Catalog,
    pub state: StreamState,
}

impl World {
    /// With these definitions, and no learner yet.
    pub fn with(definitions: &[DefinitionCommand]) -> Self {
        let learner = LearnerId::new(uuid(LEARNER)).unwrap();
        let state = StreamState::new(StreamId::learner(learner));
        definitions.iter().fold(Self { catalog: Catalog::default(), state }, Self::revised)
    }

    /// Decides without recording.
    pub fn decide(&self, (on, action): &Ask) -> Result<Decision, Rejection> {
        self.decide_on(when(on), action)
    }

    /// Decides without recording.
    pub fn decide_on(&self, on: Occurred, action: &LearnerAction) -> Result<Decision, Rejection> {
        let learner_id = LearnerId::new(uuid(LEARNER)).unwrap();
        let command = Command::Learner(LearnerCommand { learner_id, action: action.clone() });
        decide(&self.state, &self.catalog, &context(Some(on)), &command)
    }

    /// Decides and records.
    pub fn submit(&mut self, (on, action): &Ask) -> Result<Decision, Rejection> {
        self.submit_on(when(on), action)
    }

    /// Decides and records.
    pub fn submit_on(
        &mut self,
        on: Occurred,
        action: &LearnerAction,
    ) -> Result<Decision, Rejection> {
        let outcome = self.decide_on(on, action);
        if let Ok(Decision::Events(events)) = &outcome {
            let state = std::mem::replace(&mut self.state, StreamState::Operation);
            self.state = events.iter().fold(state, |state, decided| evolve(state, &decided.event));
        }
        outcome
    }

    /// With one more definition, or another version of one.
    pub fn revised(mut self, definition: &DefinitionCommand) -> Self {
        let (catalog, outcome) = define(self.catalog, definition);
        assert!(matches!(outcome, Ok(Decision::Events(_))), "{definition:?}: {outcome:?}");
        self.catalog = catalog;
        self
    }

    /// After a history of which every command must be recorded.
    pub fn after(mut self, history: &[Ask]) -> Self {
        for ask in history {
            let outcome = self.submit(ask);
            assert!(matches!(outcome, Ok(Decision::Events(_))), "{ask:?}: {outcome:?}");
        }
        self
    }
}

/// Nobody asks for the recording time yet.
pub fn context(occurred: Option<Occurred>) -> Context {
    Context { recorded_at: Timestamp::from_micros(0), occurred }
}

/// Decides a definition and records it.
pub fn define(
    catalog: Catalog,
    command: &DefinitionCommand,
) -> (Catalog, Result<Decision, Rejection>) {
    let stream = command.stream();
    let mut state = StreamState::new(stream);
    if let Some(current) = catalog.definition(stream) {
        state = StreamState::Definition(Some(current.clone()));
    }
    let command = Command::Definition(command.clone());
    let outcome = decide(&state, &catalog, &context(None), &command);
    let Ok(Decision::Events(events)) = &outcome else { return (catalog, outcome) };
    let folded = |catalog: Catalog, decided: &crate::decision::DecidedEvent| {
        catalog.evolve(stream, &decided.event)
    };
    let catalog = events.iter().fold(catalog, folded);
    (catalog, outcome)
}

/// After `given` in a world of `definitions`, `asked` comes out as `then`.
#[track_caller]
pub fn check(definitions: &[DefinitionCommand], given: &[Ask], asked: Ask, then: &str) {
    let world = World::with(definitions).after(given);
    assert_eq!(show(&world.decide(&asked)), then, "given {given:#?}\nasked {asked:?}");
}
