//! A lane that nobody empties.

use futures::FutureExt;
use learnlog_ledger::limits::QUEUE_WAIT;
use tokio::time::Instant;

use super::*;
use crate::commands::handed::Handed;
use crate::input::samples;
use crate::testing;

async fn desk() -> Arc<Desk> {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log), genesis).await);
    testing::desk(ledger, testing::keyring().await)
}

/// Hands a command over to a lane that has not ended.
async fn forward(desk: &Desk, lane: &Lane) -> Result<Handed, ApiError> {
    let command = api::Command { basis: None, ..samples::named("add_person") };
    let request = api::SubmitRequest { command: Some(command), ..Default::default() };
    let order = desk.read(request.clone()).unwrap();
    let order = Order { request: Some(Arc::new(request)), ..order };
    desk.forward(order, lane, true).await.map(|forwarded| forwarded.ok().unwrap())
}

#[tokio::test]
async fn who_forwards_waits_for_room_and_is_refused_where_none_comes() {
    let desk = desk().await;
    let (items, mut taken) = mpsc::unbounded_channel();
    let lane = Lane::over(1, items);
    tokio::time::pause();
    let began = Instant::now();
    let mut waiting = Vec::new();
    for _ in 0..LANE_LIMIT_COMMANDS {
        waiting.push(forward(&desk, &lane).await.ok().unwrap());
    }
    assert_eq!(began.elapsed().as_secs(), 0, "there was room");
    let refused = forward(&desk, &lane).await.err().unwrap();
    assert_eq!(refused.reason(), Reason::LedgerOverloaded);
    assert_eq!(began.elapsed().as_secs(), QUEUE_WAIT.as_secs());
    assert_eq!(taken.len(), LANE_LIMIT_COMMANDS, "it went nowhere");
    // Sent, it is still under way; answered, it leaves room behind.
    let sent = taken.try_recv().unwrap();
    let mut next = std::pin::pin!(forward(&desk, &lane));
    assert!(next.as_mut().now_or_never().is_none());
    drop(sent);
    assert!(next.await.is_ok());
    assert_eq!(taken.len(), LANE_LIMIT_COMMANDS);
    assert_eq!(began.elapsed().as_secs(), QUEUE_WAIT.as_secs());
}
