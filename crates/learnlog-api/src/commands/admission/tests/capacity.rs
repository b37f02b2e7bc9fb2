//! Load on something that answers so many commands in a second, one after the other, whether anybody waits for the
//! answer or not.

use std::cell::Cell;
use std::rc::Rc;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::time::{MissedTickBehavior, interval, sleep_until};

use super::*;

const LOGS: u32 = 10;

/// How long callers wait.
const CALLER_WAIT: Duration = Duration::from_secs(1);

const TICK: Duration = Duration::from_millis(1);

/// Answers to so many commands in a second.
struct Server {
    per_second: f64,
    /// When it is through with what it has.
    free_at: Cell<Instant>,
}

impl Server {
    async fn answer(&self) {
        let begins = self.free_at.get().max(Instant::now());
        let ends = begins + Duration::from_secs_f64(1.0 / self.per_second);
        self.free_at.set(ends);
        sleep_until(ends).await;
    }
}

/// How long nothing is counted: how much can be answered must be found out.
const ONSET: Duration = Duration::from_secs(4);

/// How long it is counted then.
const COUNTED: Duration = Duration::from_secs(6);

/// Commands answered in time per second, of `offered` a second.
async fn goodput(per_second: f64, offered: f64) -> f64 {
    let admission = Rc::new(Admission::new(LOGS));
    let server = Rc::new(Server { per_second, free_at: Cell::new(Instant::now()) });
    let mut calls = FuturesUnordered::new();
    let (mut sent, mut answered) = (0_u64, 0_u64);
    let began = Instant::now();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    while began.elapsed() < ONSET + COUNTED {
        tokio::select! {
            biased;
            Some(in_time) = calls.next(), if !calls.is_empty() => {
                answered += u64::from(in_time && began.elapsed() > ONSET);
            }
            _ = ticks.tick() => {
                while (sent as f64) < began.elapsed().as_secs_f64() * offered {
                    let log = LogNumber(u32::try_from(sent).unwrap() % LOGS);
                    calls.push(call(Rc::clone(&admission), Rc::clone(&server), log));
                    sent += 1;
                }
            }
        }
    }
    answered as f64 / COUNTED.as_secs_f64()
}

async fn call(admission: Rc<Admission>, server: Rc<Server>, log: LogNumber) -> bool {
    let end = Deadline::after(CALLER_WAIT, None);
    let Ok(place) = admission.place(log) else { return false };
    let Ok(turn) = place.turn(end).await else { return false };
    let answered = end.limit(server.answer()).await.is_ok();
    drop(turn);
    answered
}

#[tokio::test(start_paused = true)]
async fn what_can_be_answered_is_answered_under_three_times_the_load() {
    for per_second in [200.0, 1_000.0, 5_000.0] {
        let answered = goodput(per_second, 3.0 * per_second).await;
        assert!(answered >= 0.9 * per_second, "{answered} of {per_second}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_can_be_answered_is_not_turned_away() {
    for per_second in [200.0, 1_000.0, 5_000.0] {
        let offered = 0.9 * per_second;
        let answered = goodput(per_second, offered).await;
        assert!(answered >= 0.99 * offered, "{answered} of {offered}");
    }
}

/// Answers that take so long, however few they are.
const FAR_AWAY: Duration = Duration::from_millis(300);

/// One after the other, so many commands at once, each of them let in and answered by a log that is far away; then how many may be under
/// way.
async fn far_away(admission: &Admission, rounds: usize) -> usize {
    for _ in 0..rounds {
        let turns = || admission.all.turn_now();
        let taken: Vec<_> = std::iter::from_fn(turns).collect();
        let since = Instant::now();
        admission.measure.lock().unwrap().somebody_waits();
        advance(FAR_AWAY).await;
        taken.iter().for_each(|_| admission.ended(since));
    }
    std::iter::from_fn(|| admission.all.turn_now()).collect::<Vec<_>>().len()
}

#[tokio::test(start_paused = true)]
async fn a_log_that_is_far_away_is_not_cut_down_again_and_again() {
    let admission = Admission::new(LOGS);
    let soon = far_away(&admission, 3).await;
    assert!(soon < UNARY_LIMIT_COMMANDS_FIRST, "once, to see whether it helps");
    assert_eq!(far_away(&admission, 20).await, soon);
}

#[tokio::test(start_paused = true)]
async fn an_idle_time_is_not_taken_for_slowness() {
    let admission = Admission::new(LOGS);
    advance(Duration::from_secs(3_600)).await;
    let limit = far_away(&admission, 1).await;
    assert!(limit >= UNARY_LIMIT_COMMANDS_FIRST * 3 / 4, "{limit}");
}
