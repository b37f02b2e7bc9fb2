//! Replays: the bytes as they lie on Kafka, from a sequence, to the end or on.

use learnlog_chain::{Claim, Hash, Head, entry_hash};
use learnlog_proto::{api, ledger};
use tokio_stream::StreamExt;
use tonic::{Code, Status};

use crate::commands::{Caller, add_person, fresh, why};
use crate::world::{ENTRIES_LOGS, PATIENCE, shared};

async fn replay(
    caller: &Caller,
    request: api::ReplayLogRequest,
) -> Result<Vec<api::ReplayedEntry>, Status> {
    let mut call = caller.history().replay_log(caller.request(request)).await?.into_inner();
    let mut entries = Vec::new();
    while let Some(message) = call.next().await {
        entries.extend(message?.entries);
    }
    Ok(entries)
}

fn log(log: u32, from_sequence: u64) -> api::ReplayLogRequest {
    api::ReplayLogRequest { log, from_sequence, follow: false }
}

#[tokio::test]
async fn a_replayed_log_is_the_chain() {
    let caller = Caller::of(shared(), "auditor").await;
    let answer = caller.submit(add_person(&fresh(), "Max Noll")).await.unwrap();
    let entry = answer.entry.unwrap();
    let entries = replay(&caller, log(entry.log, 0)).await.unwrap();
    let mut head = Head::EMPTY;
    for replayed in &entries {
        let claim = Claim::of(&replayed.value).unwrap();
        assert!(head.accepts(&claim), "sequence {}", replayed.sequence);
        assert_eq!(claim.sequence, replayed.sequence);
        head = head.after(entry_hash(&replayed.value));
        if replayed.sequence == entry.sequence {
            assert_eq!(Some(head.hash), Hash::from_slice(&entry.hash));
        }
    }
    assert!(head.sequence >= entry.sequence);
    let rest = replay(&caller, log(entry.log, entry.sequence)).await.unwrap();
    assert_eq!(rest[0], entries[usize::try_from(entry.sequence).unwrap() - 1]);
}

#[tokio::test]
async fn a_replay_begins_where_the_log_is() {
    let caller = Caller::of(shared(), "auditor").await;
    let operations = ENTRIES_LOGS + 1;
    assert_eq!(replay(&caller, log(operations, 1)).await.unwrap().len(), 1);
    assert_eq!(replay(&caller, log(operations, 2)).await.unwrap().len(), 0);
    let status = replay(&caller, log(operations, 3)).await.unwrap_err();
    assert_eq!(why(&status), (Code::OutOfRange, "SEQUENCE_NOT_REACHED".to_owned()));
    let status = replay(&caller, log(operations + 1, 1)).await.unwrap_err();
    assert_eq!(why(&status), (Code::InvalidArgument, "NUMBER_OUT_OF_RANGE".to_owned()));
}

#[tokio::test]
async fn a_log_is_followed() {
    let caller = Caller::of(shared(), "auditor").await;
    let learner = fresh();
    let first = caller.submit(add_person(&learner, "Nora Ott")).await.unwrap().entry.unwrap();
    let request =
        api::ReplayLogRequest { log: first.log, from_sequence: first.sequence, follow: true };
    let mut call = caller.history().replay_log(caller.request(request)).await.unwrap().into_inner();
    let mut next = async || loop {
        let message = tokio::time::timeout(PATIENCE, call.next()).await.unwrap().unwrap().unwrap();
        if let Some(entry) = message.entries.first() {
            return entry.sequence;
        }
    };
    assert_eq!(next().await, first.sequence);
    let mut change = add_person(&learner, "Nora Ott");
    change.command_id = fresh();
    let second = caller.submit(change).await.unwrap().entry.unwrap();
    let mut seen = next().await;
    while seen < second.sequence {
        seen = next().await;
    }
}

#[tokio::test]
async fn a_stream_is_followed() {
    let caller = Caller::of(shared(), "auditor").await;
    let learner = fresh();
    let request = api::ReplayStreamRequest {
        stream_kind: ledger::StreamKind::Learner as i32,
        stream_id: learner.clone(),
        follow: true,
        ..Default::default()
    };
    let call = caller.history().replay_stream(caller.request(request.clone())).await.unwrap();
    let mut call = call.into_inner();
    let mut recorded = Vec::new();
    for _ in 0..3 {
        let answer = caller.submit(add_person(&learner, "Olga Peter")).await.unwrap();
        recorded.push(answer.entry.unwrap().sequence);
    }
    let mut seen = Vec::new();
    while seen.len() < recorded.len() {
        let message = tokio::time::timeout(PATIENCE, call.next()).await.unwrap().unwrap().unwrap();
        seen.extend(message.entries.into_iter().map(|entry| entry.sequence));
    }
    assert_eq!(seen, recorded);
    let later = api::ReplayStreamRequest { from_stream_sequence: 3, follow: false, ..request };
    let call = caller.history().replay_stream(caller.request(later)).await.unwrap();
    let messages: Vec<_> = call.into_inner().collect().await;
    let message = messages.into_iter().next().unwrap().unwrap();
    assert_eq!(message.entries[0].sequence, recorded[2]);
}

#[tokio::test]
async fn the_position_tells_heads_and_projections() {
    let caller = Caller::of(shared(), "auditor").await;
    let entry = caller.submit(add_person(&fresh(), "Paul Roth")).await.unwrap().entry.unwrap();
    let found = caller.history().get_position(caller.request(api::GetPositionRequest {})).await;
    let found = found.unwrap().into_inner();
    assert_eq!(found.heads.len(), ENTRIES_LOGS as usize + 2);
    assert!(found.heads.iter().all(|head| head.state == "SERVING"), "{:?}", found.heads);
    let head = &found.heads[entry.log as usize];
    assert!(head.sequence >= entry.sequence && head.hash.len() == 32);
    assert!(head.topic.ends_with(".entries.v1"));
    assert_eq!(head.partition, i32::try_from(entry.log).unwrap() - 1);
    let names: Vec<_> = found.projections.iter().map(|found| found.projection.as_str()).collect();
    assert!(names.contains(&"entry_index") && names.contains(&"transcript"), "{names:?}");
    let index = found.projections.iter().find(|found| found.projection == "entry_index").unwrap();
    assert_eq!(index.position.as_ref().unwrap().logs.len(), ENTRIES_LOGS as usize + 2);
}
