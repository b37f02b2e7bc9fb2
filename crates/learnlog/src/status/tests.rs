//! Heads and projections as people see them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::api::{
    GetPositionResponse, LogHead, ProjectionPosition, ServingProcess, StrayCount,
};
use learnlog_proto::ledger::{LedgerPosition, LogPosition};

use super::answer;
use crate::output::{Format, Output};

fn head(log: u32, sequence: u64) -> LogHead {
    LogHead {
        log,
        topic: "demo.entries.v1".to_owned(),
        partition: i32::try_from(log).unwrap() - 1,
        sequence,
        hash: vec![0xab; 32],
        strays: vec![StrayCount { cause: "not an entry".to_owned(), count: 2 }],
        state: "SERVING".to_owned(),
        owner: format!("http://10.0.0.{log}:7460"),
    }
}

fn process(address: &str, logs: &[u32], leaving: bool) -> ServingProcess {
    ServingProcess {
        process_id: "id".to_owned(),
        address: address.to_owned(),
        started_at: Some(prost_types::Timestamp { seconds: 1_767_225_600, nanos: 0 }),
        leaving,
        logs: logs.to_vec(),
        here: false,
    }
}

#[test]
fn a_projection_is_behind_only_in_the_logs_that_it_follows() {
    let position = LedgerPosition { logs: vec![LogPosition { log: 2, sequence: 15 }] };
    let projection = ProjectionPosition {
        projection: "entries".to_owned(),
        version: 1,
        position: Some(position),
    };
    let status = GetPositionResponse {
        ledger_id: "id".to_owned(),
        created_at: Some(prost_types::Timestamp { seconds: 1_767_225_600, nanos: 0 }),
        heads: vec![head(1, 10), head(2, 20)],
        projections: vec![projection],
        projections_unknown: false,
        processes: vec![
            process("http://10.0.0.1:7460", &[1], false),
            process("http://10.0.0.2:7460", &[], true),
        ],
    };
    let mut table = Vec::new();
    let output = Output { format: Format::Table };
    output.write(&answer(&status).unwrap(), &mut table, &mut Vec::new()).unwrap();
    let expected = "\
ledger id, made 2026-01-01T00:00:00Z

LOG  TOPIC            PARTITION  SEQUENCE  HASH              STRAYS  STATE    BEHIND  OWNER
  1  demo.entries.v1          0        10  abababababababab       2  SERVING          http://10.0.0.1:7460
  2  demo.entries.v1          1        20  abababababababab       2  SERVING       5  http://10.0.0.2:7460

PROJECTION  VERSION  BEHIND  POSITION
entries           1       5  2:15

PROCESS               STARTED               LOGS     PROCESS ID
http://10.0.0.1:7460  2026-01-01T00:00:00Z  1        id
http://10.0.0.2:7460  2026-01-01T00:00:00Z  leaving  id
";
    assert_eq!(String::from_utf8(table).unwrap(), expected);

    let mut csv = Vec::new();
    let output = Output { format: Format::Csv };
    output.write(&answer(&status).unwrap(), &mut csv, &mut Vec::new()).unwrap();
    let hash = "ab".repeat(32);
    let expected = format!(
        "log,topic,partition,sequence,hash,strays,state,behind,owner\n\
         1,demo.entries.v1,0,10,{hash},2,SERVING,,http://10.0.0.1:7460\n\
         2,demo.entries.v1,1,20,{hash},2,SERVING,5,http://10.0.0.2:7460\n"
    );
    assert_eq!(String::from_utf8(csv).unwrap(), expected);
}

/// As while the read models are made again: writers wait for them, and have read nothing.
#[test]
fn nothing_is_said_to_be_reached_whose_head_nobody_knows() {
    let reached = |log, sequence| LogPosition { log, sequence };
    let projection = |name: &str, logs: &[LogPosition]| ProjectionPosition {
        projection: name.to_owned(),
        version: 1,
        position: Some(LedgerPosition { logs: logs.to_vec() }),
    };
    let waiting =
        LogHead { state: "UNAVAILABLE: the entry index is behind".to_owned(), ..head(2, 0) };
    let status = GetPositionResponse {
        ledger_id: "id".to_owned(),
        heads: vec![head(1, 10), waiting, head(3, 7)],
        projections: vec![
            projection("catalog", &[reached(1, 4)]),
            projection("people", &[reached(2, 500)]),
            projection("entry_index", &[reached(1, 9), reached(2, 0)]),
            projection("ahead", &[reached(3, 8)]),
        ],
        ..GetPositionResponse::default()
    };
    let shown = |format| {
        let mut shown = Vec::new();
        let output = Output { format };
        output.write(&answer(&status).unwrap(), &mut shown, &mut Vec::new()).unwrap();
        String::from_utf8(shown).unwrap()
    };
    let heads = shown(Format::Csv);
    let behind: Vec<_> = heads.lines().skip(1).map(|row| row.split(',').nth(7).unwrap()).collect();
    assert_eq!(behind, ["6", "", ""]);
    let table = shown(Format::Table);
    let (_, projections) = table.split_once("POSITION\n").unwrap();
    let rows: Vec<Vec<&str>> =
        projections.lines().map(|row| row.split_whitespace().collect()).collect();
    let expected: [Vec<&str>; 4] = [
        vec!["catalog", "1", "6", "1:4"],
        vec!["people", "1", "2:500"],
        vec!["entry_index", "1", "1:9", "2:0"],
        vec!["ahead", "1", "3:8"],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn heads_are_shown_while_the_read_models_do_not_answer() {
    let status = GetPositionResponse {
        ledger_id: "id".to_owned(),
        heads: vec![head(1, 10)],
        projections_unknown: true,
        ..GetPositionResponse::default()
    };
    let mut table = Vec::new();
    let output = Output { format: Format::Table };
    output.write(&answer(&status).unwrap(), &mut table, &mut Vec::new()).unwrap();
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("SERVING") && !table.contains("PROJECTION"), "{table}");
    let note = "\nread models do not answer: how far they are is not known\n";
    assert!(table.ends_with(note), "{table}");
}
