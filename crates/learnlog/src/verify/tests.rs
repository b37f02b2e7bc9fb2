//! Verification over a server that says and replays what it is told to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod ledger;

use std::collections::BTreeMap;

use learnlog_codec::encode::encode;
use learnlog_codec::entry::LogNumber;
use learnlog_proto::api::{GetPositionResponse, LogHead, ProjectionPosition};
use learnlog_proto::ledger::{LedgerPosition, LogPosition};

use self::ledger::{ENTRIES, LOG, LOGS, catalog_log, genesis, head, log};
use super::{VerifyArgs, verify};
use crate::client::tests::server::{Behavior, TestLedger, TestServer};
use crate::exit::Exit;

/// A whole ledger as a server that has read it tells of it.
fn good() -> TestLedger {
    let others = (1..=LOGS + 1).map(|log| (log, vec![encode(&genesis(LogNumber(log))).to_vec()]));
    let mut logs: BTreeMap<u32, Vec<Vec<u8>>> = others.collect();
    logs.insert(0, catalog_log());
    logs.insert(LOG.0, log(|_| {}));
    let heads = logs.iter().map(|(log, values)| LogHead {
        log: *log,
        state: "SERVING".to_owned(),
        ..head(values)
    });
    let position = GetPositionResponse {
        ledger_id: ledger::root().ledger_id().to_string(),
        heads: heads.collect(),
        ..GetPositionResponse::default()
    };
    TestLedger { position, logs }
}

/// The end of a log is gone, and the server began again on what is left.
fn lose_end(ledger: &mut TestLedger, log: u32, left: usize, state: &str) {
    let values = ledger.logs.get_mut(&log).unwrap();
    values.truncate(left);
    let sequence_told = &mut ledger.position.heads[log as usize];
    *sequence_told = LogHead { log, state: state.to_owned(), ..LogHead::default() };
}

/// The exit, and per log that is not good its number, where and what.
async fn verified(ledger: TestLedger) -> (Exit, Vec<(u32, String)>) {
    let server = TestServer::of(ledger, |_, _| Behavior::Record).await;
    let report =
        verify(&VerifyArgs { log: None, parallel: Some(1) }, &server.client(0)).await.unwrap();
    let json = report.answer().json;
    let logs = json["logs"].as_array().unwrap().iter();
    let bad = logs.filter(|log| log["verdict"] != "good").map(|log| {
        let number = u32::try_from(log["log"].as_u64().unwrap()).unwrap();
        (number, format!("{}: {}", log["broken_at"], log["finding"].as_str().unwrap()))
    });
    (report.exit(), bad.collect())
}

#[tokio::test]
async fn a_good_ledger_is_good() {
    assert_eq!(verified(good()).await, (Exit::Done, Vec::new()));
}

#[tokio::test]
async fn the_lost_end_of_a_log_is_found_after_the_server_began_again() {
    let mut stopped = good();
    lose_end(&mut stopped, LOG.0, 4, "STOPPED: the log is shorter than it was");
    let (exit, bad) = verified(stopped).await;
    assert_eq!(exit, Exit::No);
    assert_eq!(
        bad,
        [(
            LOG.0,
            "4: the server has stopped the log: STOPPED: the log is shorter \
                              than it was"
                .to_owned()
        )]
    );

    let mut projected = good();
    lose_end(&mut projected, LOG.0, 4, "STARTING");
    let reached = LogPosition { log: LOG.0, sequence: ENTRIES };
    projected.position.projections = vec![ProjectionPosition {
        projection: "transcript".to_owned(),
        version: 1,
        position: Some(LedgerPosition { logs: vec![reached] }),
    }];
    let (exit, bad) = verified(projected).await;
    assert_eq!(exit, Exit::No);
    let what = "4: the log ends here, before entry 7, which projection transcript has seen";
    assert_eq!(bad, [(LOG.0, what.to_owned())]);
}

#[tokio::test]
async fn definitions_that_entries_were_decided_under_may_not_be_lost() {
    let mut ledger = good();
    lose_end(&mut ledger, 0, 5, "SERVING");
    let (exit, bad) = verified(ledger).await;
    assert_eq!(exit, Exit::No);
    let what = "5: the log ends here, before entry 7, which an entry of log 2 has seen";
    assert_eq!(bad, [(0, what.to_owned())]);
}
