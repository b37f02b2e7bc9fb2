//! One direction of one connection.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Condition, Flow};

/// Largest piece that is passed on at once.
const PIECE_LIMIT_BYTES: usize = 64 << 10;

/// Passes on what comes until it ends; then the other end sees that end.
pub async fn pipe(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut condition: watch::Receiver<Condition>,
    direction: fn(&Condition) -> Flow,
) {
    let mut piece = vec![0; PIECE_LIMIT_BYTES];
    loop {
        let read = from.read(&mut piece).await.unwrap_or_default();
        if pass(&mut condition, direction).await.is_none() {
            return;
        }
        if read == 0 {
            // The peer may have gone as well.
            let _ = to.shutdown().await;
            return;
        }
        if to.write_all(&piece[..read]).await.is_err() {
            return;
        }
    }
}

/// Waits until a piece may pass. None: the proxy has ended.
async fn pass(
    condition: &mut watch::Receiver<Condition>,
    direction: fn(&Condition) -> Flow,
) -> Option<()> {
    let flow = direction(&condition.borrow_and_update());
    match flow {
        Flow::Open => {}
        Flow::Late(delay) => {
            let other = condition.wait_for(|condition| direction(condition) != flow);
            if let Ok(Err(_)) = timeout(delay, other).await {
                return None;
            }
        }
        Flow::Held => {
            condition.wait_for(|condition| direction(condition) != Flow::Held).await.ok()?;
        }
    }
    Some(())
}
