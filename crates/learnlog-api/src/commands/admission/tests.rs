//! Turns and their line, on a clock that the tests move.

#![allow(clippy::unwrap_used)]

use futures::FutureExt;
use tokio::time::advance;

use super::*;
use crate::error::reason::Reason;

mod capacity;

const LOG: LogNumber = LogNumber(1);

const OF_A_LOG: usize = UNARY_LIMIT_COMMANDS_FIRST / SHARE_OF_A_LOG;

fn end() -> Deadline {
    Deadline::after(Duration::from_secs(60), None)
}

async fn turn(admission: &Admission) -> Result<Admitted<'_>, ApiError> {
    admission.place(LOG)?.turn(end()).await
}

fn all_of_log(admission: &Admission) -> Vec<Admitted<'_>> {
    let turn = || turn(admission).now_or_never().unwrap().unwrap();
    (0..OF_A_LOG).map(|_| turn()).collect()
}

fn limit(error: &ApiError) -> Option<String> {
    assert_eq!(error.reason(), Reason::LedgerOverloaded);
    error.clone().into_item().metadata.get("limit").cloned()
}

#[tokio::test(start_paused = true)]
async fn a_burst_is_smoothed_and_a_standing_line_is_turned_away_soon() {
    let admission = Admission::new(2);
    let mut admitted = all_of_log(&admission);
    let mut waiting = turn(&admission).boxed();
    assert!(waiting.as_mut().now_or_never().is_none());
    advance(TURN_WAIT / 2).await;
    admitted.pop();
    let _kept = waiting.await.unwrap();
    let began = Instant::now();
    let refused = turn(&admission).await.err().unwrap();
    assert_eq!(limit(&refused).unwrap(), "UNARY_LIMIT_COMMANDS");
    assert_eq!(began.elapsed().as_millis(), TURN_WAIT.as_millis());
    advance(STANDING_AFTER).await;
    let began = Instant::now();
    assert!(turn(&admission).await.is_err());
    assert_eq!(began.elapsed().as_millis(), STANDING_TURN_WAIT.as_millis());
    // Somebody who need not wait ends it.
    drop(admitted.pop());
    admitted.push(turn(&admission).await.unwrap());
    let began = Instant::now();
    assert!(turn(&admission).await.is_err());
    assert_eq!(began.elapsed().as_millis(), TURN_WAIT.as_millis());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_the_wait() {
    let admission = Admission::new(2);
    let _admitted = all_of_log(&admission);
    let end = Deadline::after(TURN_WAIT / 4, None);
    let began = Instant::now();
    assert!(admission.place(LOG).unwrap().turn(end).await.is_err());
    assert_eq!(began.elapsed().as_millis(), (TURN_WAIT / 4).as_millis());
}

#[tokio::test(start_paused = true)]
async fn all_logs_together_have_a_limit_too() {
    let logs = 1 + SHARE_OF_A_LOG;
    let admission = Admission::new(u32::try_from(logs).unwrap());
    let mut admitted = Vec::new();
    for number in 0..UNARY_LIMIT_COMMANDS_FIRST {
        let log = LogNumber(u32::try_from(number % logs).unwrap());
        admitted.push(admission.place(log).unwrap().turn(end()).await.unwrap());
    }
    let refused = turn(&admission).await.err().unwrap();
    assert_eq!(limit(&refused).unwrap(), "UNARY_LIMIT_COMMANDS");
    drop(admitted);
    assert!(turn(&admission).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_are_bounded() {
    let admission = Admission::new(2);
    let places = UNARY_LIMIT_COMMANDS + UNARY_LIMIT_WAITING_COMMANDS;
    let taken: Vec<_> = (0..places).map(|_| admission.place(LOG).unwrap()).collect();
    let refused = admission.place(LOG).err().unwrap();
    assert_eq!(limit(&refused).unwrap(), "UNARY_LIMIT_WAITING_COMMANDS");
    drop(taken);
    assert!(admission.place(LOG).is_ok());
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_position_keeps_nobody_from_a_turn() {
    let admission = Admission::new(2);
    let waiting: Vec<_> =
        (0..UNARY_LIMIT_WAITING_COMMANDS).map(|_| admission.position(LOG).unwrap()).collect();
    let refused = admission.position(LOG).err().unwrap();
    assert_eq!(limit(&refused).unwrap(), "UNARY_LIMIT_WAITING_COMMANDS");
    assert!(turn(&admission).await.is_ok());
    drop(waiting);
    assert!(admission.position(LOG).is_ok());
}

#[test]
fn requests_that_are_not_answered_hold_no_more_bytes_than_there_is_room_for() {
    let admission = Admission::new(3);
    let request = 256 << 10;
    let mut held: Vec<_> =
        (0..UNARY_LIMIT_BYTES / request).map(|_| admission.room(LOG, request).unwrap()).collect();
    let refused = admission.room(LOG, 1).unwrap_err();
    assert_eq!(limit(&refused).as_deref(), Some("UNARY_LIMIT_BYTES"));
    held.pop();
    let _small: Vec<_> = (0..request >> 10).map(|_| admission.room(LOG, 300).unwrap()).collect();
    assert!(admission.room(LOG, 0).is_err(), "each takes something");
}
