//! What is done about the unknown.

use std::sync::atomic::Ordering;

use learnlog_ledger::event_log::LogError;
use learnlog_ledger::ledger::LogState;
use learnlog_ledger::submission::SubmitError;

use super::harness::{World, add, change, done, sequence};

#[tokio::test(flavor = "multi_thread")]
async fn what_timed_out_and_landed_is_answered_once() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let asked = process.ask(add(1, 10));
    let sent = world.entries.next_sent();
    sent.land(&world.entries);
    sent.report_failure();
    assert_eq!(sequence(&done(asked).await.unwrap()), 3);
    assert_eq!(world.entries.produced(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_is_decided_again_with_everything_behind_it() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let first = process.ask(add(1, 10));
    let lost = world.entries.next_sent();
    let second = process.ask(change(1, 11, "TEMP"));
    let behind = world.entries.next_sent();
    // The second one landed without the first: it extends nothing.
    lost.report_failure();
    behind.land(&world.entries);
    for _ in 0..2 {
        world.entries.next_sent().deliver(&world.entries);
    }
    assert_eq!(sequence(&done(first).await.unwrap()), 3);
    assert_eq!(sequence(&done(second).await.unwrap()), 4);
    let strays = process.ledger.status()[1].strays.total();
    assert_eq!((world.accepted().len(), strays), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_the_log_finds_too_large_is_refused_and_holds_up_nobody() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let large = process.ask(add(1, 10));
    let refused = world.entries.next_sent();
    let other = process.ask(add(2, 20));
    let behind = world.entries.next_sent();
    refused.report(LogError::TooLarge);
    behind.report_failure();
    world.entries.next_sent().deliver(&world.entries);
    let error = done(large).await.unwrap_err();
    assert!(matches!(error, SubmitError::TooLarge { limit_bytes: None, .. }), "{error:?}");
    assert_eq!(sequence(&done(other).await.unwrap()), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_lands_after_the_read_back_fences_what_was_made_since() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let asked = process.ask(add(1, 10));
    let delayed = world.entries.next_sent();
    delayed.report_failure();
    let again = world.entries.next_sent();
    delayed.land(&world.entries);
    again.deliver(&world.entries);
    assert_eq!(sequence(&done(asked).await.unwrap()), 3);
    assert_eq!(world.accepted().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_record_is_expected_behind_trailing_strays() {
    let world = World::new();
    world.entries.append(Some("stray".into()));
    world.entries.append(None);
    let process = world.start().serving().await;
    assert_eq!(sequence(&process.submit(add(1, 10)).await), 2);
    assert_eq!(world.entries.generations(), 1, "nothing was unknown");
    assert_eq!(process.ledger.status()[1].strays.total(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_met_before_the_watermark_is_where_the_next_record_must_land() {
    let world = World::new();
    let (one, two) = (world.start().serving().await, world.start().serving().await);
    one.submit(add(9, 1)).await;
    two.submit(add(2, 20)).await;
    // A replica that has not seen the other's entry answers the first process.
    world.entries.show_up_to(Some(2));
    world.entries.hold();
    let asked = one.ask(add(1, 10));
    world.entries.next_sent().report_failure();
    let stray = world.entries.next_sent();
    let offset = stray.land(&world.entries);
    world.entries.show_up_to(None);
    stray.report_offset(i64::try_from(offset).unwrap());
    world.entries.next_sent().deliver(&world.entries);
    assert_eq!(sequence(&done(asked).await.unwrap()), 4);
    assert_eq!(world.accepted().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_ends_before_a_reported_offset_is_not_written_on() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let first = process.ask(add(1, 10));
    let lost = world.entries.next_sent();
    let second = process.ask(add(2, 20));
    let landed = world.entries.next_sent();
    let offset = landed.land(&world.entries);
    world.entries.set_watermark(Some(offset));
    world.entries.show_up_to(Some(offset));
    landed.report_offset(i64::try_from(offset).unwrap());
    lost.report_failure();
    let gone = |state: &LogState| matches!(state, LogState::Unavailable(why) if why.contains("may be gone"));
    process.until("missing what was acknowledged", gone).await;
    for asked in [first, second] {
        done(asked).await.unwrap_err();
    }
    assert_eq!(world.entries.produced(), 3);
    world.entries.release();
    world.entries.set_watermark(None);
    world.entries.show_up_to(None);
    assert!(!process.serving().await.submit(add(1, 10)).await.repeated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stray_is_counted_once_however_often_the_log_is_read() {
    let world = World::new();
    world.entries.append(Some("stray".into()));
    world.clock.own_offset_micros.store(3_600_000_000, Ordering::SeqCst);
    let process = world.start();
    let readers = world.entries.readers();
    let mut pause = tokio::time::interval(std::time::Duration::from_millis(10));
    // Each attempt reads the log and then finds that the clock is off.
    while world.entries.readers() < readers + 3 {
        pause.tick().await;
    }
    world.clock.own_offset_micros.store(0, Ordering::SeqCst);
    let process = process.serving().await;
    assert_eq!(process.ledger.status()[1].strays.total(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_another_process_has_changed_is_read_again() {
    let world = World::new();
    let (one, two) = (world.start().serving().await, world.start().serving().await);
    one.submit(add(1, 10)).await;
    two.submit(change(1, 20, "TEMP")).await;
    // The first process still holds the learner as it was.
    let answer = one.submit(change(1, 11, "TEMP")).await;
    assert_eq!(
        answer.outcome,
        learnlog_ledger::submission::AnswerOutcome::Unchanged("NO_DIFFERENCE".into())
    );
    assert!(one.submit(change(1, 20, "TEMP")).await.repeated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_with_an_entry_that_was_lost_is_forgotten() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let added = process.ask(add(1, 10));
    let sent = world.entries.next_sent();
    // Another process adds the learner first.
    let other = World { ..world.clone() };
    world.entries.release();
    let other = other.start().serving().await;
    other.submit(add(1, 99)).await;
    sent.deliver(&world.entries);
    let answer = done(added).await.unwrap();
    assert_eq!(
        answer.outcome,
        learnlog_ledger::submission::AnswerOutcome::Unchanged("NO_DIFFERENCE".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_log_that_is_away_makes_the_outcome_unknown_and_comes_back_by_itself() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(9, 1)).await;
    world.entries.hold();
    let asked = process.ask(add(1, 10));
    let sent = world.entries.next_sent();
    sent.land(&world.entries);
    world.entries.set_unavailable(true);
    sent.report_failure();
    let unknown = done(asked).await.unwrap_err();
    assert!(matches!(unknown, SubmitError::Unavailable { .. }), "{unknown}");
    process.until("unavailable", |state| matches!(state, LogState::Unavailable(_))).await;
    let refused = done(process.ask(add(2, 20))).await.unwrap_err();
    assert!(matches!(refused, SubmitError::Unavailable { .. }), "{refused}");
    world.entries.release();
    world.entries.set_unavailable(false);
    let process = process.serving().await;
    let answer = process.submit(add(1, 10)).await;
    assert_eq!((answer.repeated, sequence(&answer)), (true, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_at_a_position_wait_until_the_log_has_been_read_that_far() {
    let world = World::new();
    let (one, two) = (world.start().serving().await, world.start().serving().await);
    one.submit(add(1, 10)).await;
    let mut later = change(1, 11, "TEMP");
    later.at_least = 2;
    let generations = world.entries.generations();
    assert_eq!(sequence(&two.submit(later).await), 3);
    let mut never = change(1, 12, "TEMP");
    never.at_least = 1_000;
    let refused = done(two.ask(never)).await.unwrap_err();
    assert!(matches!(refused, SubmitError::NotReached { sequence: 3, .. }), "{refused}");
    assert_eq!(world.entries.generations(), generations, "nothing was unknown");
}

/// On one thread, the writer has looked at everything that was asked when it is this test's turn.
#[tokio::test]
async fn a_command_at_a_position_waits_for_that_entry_and_no_longer() {
    let world = World::new();
    let process = world.start().serving().await;
    for learner in 1..=3 {
        process.submit(add(learner, learner)).await;
    }
    world.entries.hold();
    let ask = async |submission| process.ledger.hand_over(submission, false).await.unwrap();
    let mut asked = Vec::new();
    for learner in 1..=3 {
        asked.push(ask(change(learner, 10 + learner, "TEMP")).await);
    }
    let entries = world.entries.clone();
    let next = move || {
        let entries = entries.clone();
        async { tokio::task::spawn_blocking(move || entries.next_sent()).await.unwrap() }
    };
    let under_way = [next().await, next().await, next().await];
    let mut later = change(1, 20, "OTHER");
    // The first of those under way.
    later.at_least = 5;
    asked.push(ask(later).await);
    for _ in 0..16 {
        tokio::task::yield_now().await;
    }
    let [first, second, third] = under_way;
    first.deliver(&world.entries);
    let decided = next().await;
    for sent in [second, third, decided] {
        sent.deliver(&world.entries);
    }
    for answer in asked {
        answer.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_does_not_answer_refuses_only_what_must_be_loaded() {
    let world = World::new();
    let process = world.start().serving().await;
    process.submit(add(1, 10)).await;
    world.index.failing.store(true, Ordering::SeqCst);
    process.submit(change(1, 11, "TEMP")).await;
    let refused = done(process.ask(add(2, 20))).await.unwrap_err();
    assert!(matches!(refused, SubmitError::Unavailable { .. }), "{refused}");
    world.index.failing.store(false, Ordering::SeqCst);
    process.submit(add(2, 20)).await;
}
