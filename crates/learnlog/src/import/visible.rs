//! Waits until the read models show what was imported, so that a report made right after is right.
//! Invariant: bounded; that they are behind is said, and is no failure of the import.

#[cfg(test)]
mod tests;

use std::time::Duration;

use learnlog_proto::api::{GetPositionRequest, GetPositionResponse};
use learnlog_proto::ledger::LedgerPosition;
use tokio::time::{Instant, interval};

use crate::client::Client;
use crate::client::refusal::ClientError;

/// How long the read models are waited for.
pub const VISIBLE_MAX_WAIT: Duration = Duration::from_secs(60);

/// Between two looks.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);

/// Whether all projections have reached `position` in time. Errors: [`ClientError`].
pub async fn wait(client: &Client, position: &LedgerPosition) -> Result<bool, ClientError> {
    let deadline = Instant::now() + VISIBLE_MAX_WAIT;
    let mut looks = interval(LOOK_INTERVAL);
    loop {
        looks.tick().await;
        let asked = async |client: &Client| {
            client.ledger().get_position(client.request(GetPositionRequest {})).await
        };
        if is_reached(&client.query(asked).await?, position) {
            return Ok(true);
        }
        if Instant::now() >= deadline {
            return Ok(false);
        }
    }
}

/// Some projection follows each log of the position, and each that does has reached it.
fn is_reached(status: &GetPositionResponse, position: &LedgerPosition) -> bool {
    position.logs.iter().all(|wanted| {
        let reached = status.projections.iter().filter_map(|projection| {
            let logs = projection.position.as_ref()?.logs.iter();
            let mut own = logs.filter(|own| own.log == wanted.log);
            own.next().map(|own| own.sequence)
        });
        reached.min().is_some_and(|least| least >= wanted.sequence)
    })
}
