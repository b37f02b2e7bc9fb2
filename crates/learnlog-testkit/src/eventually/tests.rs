//! Waiting succeeds with the value, and fails with the last state.

use std::time::Duration;

use super::{eventually, eventually_async};

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(30);

#[test]
fn returns_what_the_condition_came_to() {
    let mut looks = 0;
    let seen = eventually(LONG, "three looks", || {
        looks += 1;
        if looks == 3 { Ok(looks) } else { Err(looks) }
    });
    assert_eq!(seen, 3);
}

#[test]
#[should_panic(expected = "in vain for the impossible; the last state was \"still not\"")]
fn gives_up_with_the_last_state() {
    eventually(SHORT, "the impossible", || Err::<(), _>("still not"));
}

#[tokio::test]
async fn returns_what_an_asynchronous_condition_came_to() {
    let mut looks = 0;
    let seen = eventually_async(LONG, "three looks", async || {
        looks += 1;
        if looks == 3 { Ok(looks) } else { Err(looks) }
    });
    assert_eq!(seen.await, 3);
}

#[tokio::test]
#[should_panic(expected = "in vain for an answer; the last state was None")]
async fn gives_up_on_an_asynchronous_condition_that_hangs() {
    eventually_async(SHORT, "an answer", async || std::future::pending::<Result<(), ()>>().await)
        .await;
}
