//! Waiting for a condition with a deadline. Invariant: a wait that fails says what it waited for,
//! how long, and what it saw last.

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// How long a condition rests between two looks.
const POLL_MILLIS: u64 = 10;

/// Asks `condition` again and again until it is `Ok`, and returns that.
///
/// # Panics
///
/// When `deadline` has passed, with the last `Err` in the message.
#[track_caller]
pub fn eventually<T, E: Debug>(
    deadline: Duration,
    what: &str,
    mut condition: impl FnMut() -> Result<T, E>,
) -> T {
    let begun = Instant::now();
    loop {
        match condition() {
            Ok(value) => return value,
            Err(state) if begun.elapsed() >= deadline => give_up(what, begun.elapsed(), &state),
            Err(_) => pause(),
        }
    }
}

/// Like [`eventually`], for an asynchronous condition.
///
/// # Panics
///
/// When `deadline` has passed, also if the condition itself hangs, with the last `Err` in the
/// message.
pub async fn eventually_async<T, E: Debug>(
    deadline: Duration,
    what: &str,
    mut condition: impl AsyncFnMut() -> Result<T, E>,
) -> T {
    let begun = Instant::now();
    let mut last = None;
    let mut pause = tokio::time::interval(Duration::from_millis(POLL_MILLIS));
    let polling = async {
        loop {
            pause.tick().await;
            match condition().await {
                Ok(value) => return value,
                Err(state) => last = Some(state),
            }
        }
    };
    match tokio::time::timeout(deadline, polling).await {
        Ok(value) => value,
        Err(_) => give_up(what, begun.elapsed(), &last),
    }
}

/// Nobody unparks this thread; if somebody did, the next look would come early.
fn pause() {
    std::thread::park_timeout(Duration::from_millis(POLL_MILLIS));
}

#[track_caller]
fn give_up(what: &str, waited: Duration, state: &dyn Debug) -> ! {
    panic!("waited {waited:?} in vain for {what}; the last state was {state:?}");
}

#[cfg(test)]
mod tests;
