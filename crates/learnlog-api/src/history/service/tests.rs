//! What can be told while the read models are away.

#![allow(clippy::unwrap_used)]

use learnlog_postgres::database::Database;
use learnlog_readmodels::database::{LOOK_SESSIONS, query_pool};
use uuid::Uuid;

use super::*;
use crate::caller::REJECTIONS_LIMIT_PER_MINUTE;
use crate::testing;

#[tokio::test]
async fn heads_are_told_without_the_read_models() {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log.clone()), genesis).await);
    let nowhere = Database::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    let sessions = |count| query_pool(&nowhere, count).unwrap();
    let queries = Queries::new(sessions(1), sessions(LOOK_SESSIONS), 1);
    let history = History {
        router: Arc::new(Router::new(Uuid::from_u128(1), Arc::clone(&ledger), None)),
        ledger,
        event_log: Arc::new(log),
        asking: Asking::of(queries),
        places: Vec::new(),
        told: ToldHeads::default(),
        ending: CancellationToken::new(),
        tasks: TaskTracker::new(),
        replays: Places::new(1, Reason::TooManyReplays),
        followed: Places::new(1, Reason::TooManyReplays),
    };
    let mut request = Request::new(api::GetPositionRequest {});
    request.extensions_mut().insert(testing::caller(REJECTIONS_LIMIT_PER_MINUTE));
    let told = history.get_position(request).await.unwrap();
    let told = told.into_inner();
    let heads: Vec<_> = told.heads.iter().map(|head| (head.log, head.sequence)).collect();
    assert_eq!(heads, [(0, 1), (1, 1), (2, 1)]);
    assert!(told.projections.is_empty() && told.projections_unknown, "{told:?}");
}
