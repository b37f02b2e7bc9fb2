//! Whom commands go to, as processes come, are silent, and go.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use learnlog_codec::placement::CATALOG;
use learnlog_testkit::eventually::eventually_async;

use super::*;
use crate::testing::{self, OTHER, OWN};

async fn router() -> Router {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log), genesis).await);
    Router::new(OWN, ledger, None)
}

/// The other process, which owns all: this one is not able to.
fn owned_by_other(seen_at_micros: i64) -> Vec<Process> {
    let own = Process { unable_to_write: (0..3).map(LogNumber).collect(), ..process(OWN, 0) };
    vec![own, process(OTHER, seen_at_micros)]
}

fn process(id: Uuid, seen_at_micros: i64) -> Process {
    Process { seen_at_micros, ..testing::process(id, "http://127.0.0.1:1") }
}

fn is_here(router: &Router) -> bool {
    matches!(router.route(CATALOG), Route::Here)
}

#[tokio::test]
async fn a_log_goes_to_its_owner_and_comes_back_with_its_end() {
    let router = router().await;
    assert!(is_here(&router) && !router.shares());
    router.update(owned_by_other(1));
    let Route::There(peer) = router.route(CATALOG) else { panic!("it is the other's") };
    assert_eq!((peer.id, peer.is_closed()), (OTHER, false));
    assert_eq!(router.shared().owner(CATALOG).unwrap().id, OTHER);
    // The same process: the same connection.
    router.update(owned_by_other(2));
    let Route::There(same) = router.route(CATALOG) else { panic!("it is the other's") };
    assert!(Arc::ptr_eq(&peer, &same));
    router.update(owned_by_other(3).drain(..1).collect());
    assert!(is_here(&router) && peer.is_closed(), "nobody else is there");
}

#[tokio::test]
async fn who_could_not_be_reached_is_passed_over_until_it_is_seen_again() {
    let router = router().await;
    router.update(owned_by_other(1));
    let Route::There(peer) = router.route(CATALOG) else { panic!("it is the other's") };
    router.suspect(&peer);
    assert!(is_here(&router));
    router.update(owned_by_other(1));
    assert!(is_here(&router), "it was not seen since");
    let mut seen = 1;
    eventually_async(Duration::from_secs(60), "the other process again", async || {
        seen += 1;
        router.update(owned_by_other(seen));
        (!is_here(&router)).then_some(()).ok_or(seen)
    })
    .await;
}

#[tokio::test]
async fn a_process_that_nobody_can_reach_owns_nothing() {
    let router = router().await;
    let mut processes = owned_by_other(1);
    processes[1].address = String::new();
    router.update(processes);
    assert!(is_here(&router));
}

#[tokio::test]
async fn a_process_that_would_get_tokens_in_plain_text_owns_nothing() {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log), genesis).await);
    let router = Router::new(OWN, ledger, Some(ClientTlsConfig::new()));
    router.update(owned_by_other(1));
    assert!(is_here(&router), "its address is http");
    let mut processes = owned_by_other(2);
    processes[1].address = "https://127.0.0.1:1".to_owned();
    router.update(processes);
    assert!(!is_here(&router));
    // Its connection ends with its address.
    let Route::There(peer) = router.route(CATALOG) else { panic!("it is the other's") };
    router.update(owned_by_other(3));
    assert!(is_here(&router) && peer.is_closed());
}
