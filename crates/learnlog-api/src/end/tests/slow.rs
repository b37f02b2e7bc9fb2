//! A client that takes its answers slowly.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// What is taken ahead: the one that waits for the client.
const AHEAD: usize = 1;

#[tokio::test]
async fn no_more_is_made_than_one_answer_that_the_client_has_not_taken() {
    let made = Arc::<AtomicUsize>::default();
    let making = Arc::clone(&made);
    let endless =
        futures::stream::repeat_with(move || Ok(making.fetch_add(1, Ordering::AcqRel) + 1));
    let tasks = TaskTracker::new();
    let end = End::of(None, &principal(HOUR), CancellationToken::new());
    let mut answers = end.limit(endless, &tasks);
    for taken in 0..100 {
        // Whoever may go on does so.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert_eq!(made.load(Ordering::Acquire), taken + AHEAD);
        assert_eq!(answers.next().await.unwrap().unwrap(), taken + 1);
    }
}
