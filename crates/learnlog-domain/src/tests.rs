//! What holds for every command, event and state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any;
mod any_event;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::catalog::Catalog;
use crate::catalog::course::CompletionRule;
use crate::certification::event::CertificationEvent;
use crate::command::{Command, LearnerAction};
use crate::decide::decide;
use crate::decision::Decision;
use crate::event::Event;
use crate::evolve::evolve;
use crate::fixture::asks::{PASSED, add, assign, enroll, record, to_certification};
use crate::fixture::defines::{certification, course_with, days, passing};
use crate::fixture::{World, context, uuid};
use crate::state::{LearnerState, StreamState};
use crate::stream::{StreamId, StreamKind};
use crate::time::{Day, Occurred};

fn learner(world: &World) -> &LearnerState {
    let StreamState::Learner(learner) = &world.state else { panic!("a learner's state") };
    learner
}

/// Whether the command carries an id by which its repetition is told.
fn has_id(action: &LearnerAction) -> bool {
    match action {
        LearnerAction::AddPerson(_)
        | LearnerAction::Assign(_)
        | LearnerAction::Enroll(_)
        | LearnerAction::Withdraw(_)
        | LearnerAction::CreditPriorLearning(_) => true,
        LearnerAction::RecordOutcome(outcome) => outcome.attempt_id.is_some(),
        LearnerAction::ChangePerson(_)
        | LearnerAction::RecordLaunch(_)
        | LearnerAction::RecordProgress(_) => false,
    }
}

proptest! {
    #[test]
    fn a_history_is_decided_and_folded_in_one_way_only(history in any::history(30)) {
        let mut world = any::world();
        let mut events = vec![];
        for (on, action) in &history {
            let before = world.clone();
            let outcome = world.submit_on(on.clone(), action);
            prop_assert_eq!(&outcome, &before.decide_on(on.clone(), action));
            if let Ok(Decision::Events(decided)) = outcome {
                prop_assert_eq!(decided[0].consequence_of, None);
                prop_assert!(decided[1..].iter().all(|event| event.consequence_of == Some(0)));
                events.extend(decided.into_iter().map(|decided| decided.event));
            } else {
                prop_assert_eq!(&world.state, &before.state);
            }
        }
        let refolded = events.iter().fold(any::world().state, evolve);
        prop_assert_eq!(refolded, world.state);
    }

    #[test]
    fn a_command_with_an_id_is_recorded_once(history in any::history(30)) {
        let mut world = any::world();
        for (on, action) in &history {
            let recorded = world.submit_on(on.clone(), action);
            if has_id(action) && recorded.is_ok() {
                let again = world.decide_on(on.clone(), action);
                prop_assert!(!matches!(again, Ok(Decision::Events(_))), "{:?} {:?}", action, again);
            }
        }
        for (on, action) in history.iter().filter(|(_, action)| has_id(action)) {
            let again = world.submit_on(on.clone(), action);
            // What was turned away the first time may be possible by now, but then once only.
            if matches!(again, Ok(Decision::Events(_))) {
                let again = world.submit_on(on.clone(), action);
                prop_assert!(!matches!(again, Ok(Decision::Events(_))), "{:?} {:?}", action, again);
            }
        }
    }

    #[test]
    fn every_event_folds_into_every_state_and_every_command_is_decided_on_it(
        kind in any::stream_kind(),
        events in prop::collection::vec(any_event::event(), 0..20),
        definitions in prop::collection::vec((any::small_id(), any_event::event()), 0..20),
        commands in prop::collection::vec((any::occurred(), any::command()), 1..10),
    ) {
        let stream = StreamId::new(kind, uuid(1)).unwrap();
        let state = events.iter().fold(StreamState::new(stream), evolve);
        let catalog = definitions.iter().fold(Catalog::default(), |catalog, (id, event)| {
            let stream = StreamId::new(StreamKind::Definition, uuid(*id)).unwrap();
            catalog.evolve(stream, event)
        });
        for (on, command) in commands {
            if let Err(rejection) = decide(&state, &catalog, &context(Some(on)), &command) {
                prop_assert!(rejection.details().is_sorted());
                prop_assert!(!rejection.reason().is_empty());
            }
            prop_assert_eq!(command.stream().kind() == StreamKind::Learner,
                matches!(command, Command::Learner(_)));
        }
    }

    #[test]
    fn the_order_of_reports_does_not_matter_to_what_is_completed(
        outcomes in prop::collection::vec((any::occurred(), any::outcome_action()), 1..12),
        swaps in prop::collection::vec(any::<(Index, Index)>(), 0..12),
    ) {
        let mut shuffled = outcomes.clone();
        for (a, b) in swaps {
            shuffled.swap(a.index(outcomes.len()), b.index(outcomes.len()));
        }
        let completed = |outcomes: Vec<(Occurred, LearnerAction)>| {
            let mut world = any::world().after(&[
                ("2020-01-01", add()),
                ("2020-01-01", enroll(1, 301)),
                ("2020-01-01", enroll(2, 302)),
            ]);
            for (on, outcome) in outcomes {
                let _ = world.submit_on(on, &outcome);
            }
            let learner = learner(&world);
            let enrollments = learner.enrollments.by_id.from(|_| false).iter();
            let enrollments: Vec<_> = enrollments
                .map(|(id, state)| (*id, state.completed.map(|on| on.known()), state.has_result))
                .collect();
            (enrollments, learner.enrollments.open.clone(), learner.completions.days.clone())
        };
        prop_assert_eq!(completed(outcomes), completed(shuffled));
    }

    /// Against a walk over the days.
    #[test]
    fn cycles_are_satisfied_on_the_first_day_on_which_all_is_met(
        completions in prop::collection::vec((0..2_u128, 0..120_usize), 0..25),
        (validity, window) in (1..30_u32).prop_flat_map(|a| (Just(a), 0..a)),
        early in proptest::bool::ANY,
    ) {
        let definition = certification(11, &[1, 2], |with| {
            (with.validity, with.window, with.minimum_validity)
                = (days(validity), days(window), days(validity));
            with.early_renewal = early;
        });
        let calendar: Vec<Day> =
            std::iter::successors(Some(Day::new(2024, 1, 1).unwrap()), |day| day.tomorrow())
                .take(200).collect();
        let mut world = World::with(&[passing(1), passing(2), definition])
            .after(&[("2020-01-01", add())]);
        for (course, on) in &completions {
            world.submit_on(Occurred::Day(calendar[*on]), &record(0, course + 1, PASSED)).unwrap();
        }
        let mut expected = vec![];
        let (mut from, mut met) = (0, [false; 2]);
        for (today, day) in calendar.iter().enumerate() {
            if today < from {
                continue;
            }
            for (course, _) in completions.iter().filter(|(_, on)| *on == today) {
                met[usize::try_from(*course).unwrap()] = true;
            }
            if met == [true; 2] {
                expected.push((*day, calendar[today + validity as usize]));
                from = today + if early { 1 } else { (validity - window) as usize };
                met = [false; 2];
            }
        }
        let assigned = world.decide(&("2024-12-31", assign(1, to_certification(11), None)));
        let Ok(Decision::Events(events)) = assigned else { panic!("{assigned:?}") };
        let cycles = events[1..].iter().enumerate().map(|(index, decided)| {
            let (Event::Certification(CertificationEvent::Certified(satisfied))
            | Event::Certification(CertificationEvent::Recertified(satisfied))) = &decided.event
            else {
                panic!("{decided:?}")
            };
            assert_eq!(satisfied.cycle.number as usize, index + 1);
            (satisfied.cycle.valid_from, satisfied.cycle.valid_through)
        });
        prop_assert_eq!(cycles.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_state_of_another_stream_counts_as_the_empty_one() {
    let world = any::world().after(&[("2020-01-01", add())]);
    let mut elsewhere = world.clone();
    elsewhere.state = StreamState::Operation;
    let enrolling = ("2020-01-01", enroll(1, 301));
    assert!(world.decide(&enrolling).is_ok());
    assert_eq!(elsewhere.decide(&enrolling).unwrap_err().reason(), "PERSON_UNKNOWN");
    let course = course_with(301, CompletionRule::Passed, &[]);
    let command = Command::Definition(course);
    let outcome = decide(&world.state, &Catalog::default(), &context(None), &command);
    assert!(matches!(outcome, Ok(Decision::Events(_))));
}
