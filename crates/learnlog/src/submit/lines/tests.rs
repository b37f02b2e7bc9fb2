//! Lines in, one result per line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::api::submit_response::Answer;
use learnlog_proto::api::{RecordedAnswer, RejectedAnswer, SubmitResponse};
use tokio::sync::mpsc;

use super::{Line, Results, Tag, read_lines};
use crate::output::{Format, Output};
use crate::submit::COMMAND_MAX_BYTES;

/// Line number, and the command's id or the error.
type Read = (u64, Result<String, String>);

fn read(input: &[u8]) -> (Vec<Read>, anyhow::Result<()>) {
    let (sender, mut receiver) = mpsc::channel::<Line>(64);
    let ended = read_lines(Box::new(std::io::Cursor::new(input.to_vec())), &sender);
    drop(sender);
    let mut lines = Vec::new();
    while let Some((number, command)) = receiver.blocking_recv() {
        let command = command.map(|command| command.command_id);
        lines.push((number, command.map_err(|error| format!("{error:#}"))));
    }
    (lines, ended)
}

#[test]
fn blank_lines_are_passed_over_and_bad_ones_named() {
    let input = b"{\"command_id\":\"a\",\"enroll\":{}}\n\n  \nnot json\n{\"enroll\":{}}\r\n\
        \xff\n{\"command_id\":\"b\",\"enroll\":{}}";
    let (lines, ended) = read(input);
    assert!(ended.is_ok());
    let numbers: Vec<_> = lines.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 4, 5, 6, 7]);
    assert_eq!(lines[0].1, Ok("a".to_owned()));
    assert_eq!(lines[4].1, Ok("b".to_owned()));
    let missing = lines[2].1.clone().unwrap_err();
    assert!(missing.starts_with("command_id is missing"), "{missing}");
    assert!(lines[1].1.is_err() && lines[3].1.is_err());
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let input = vec![b'x'; usize::try_from(COMMAND_MAX_BYTES).unwrap() + 2];
    let (lines, ended) = read(&input);
    assert!(lines.is_empty());
    let error = ended.unwrap_err().to_string();
    assert_eq!(error, "line 1: a command has at most 1048576 bytes of JSON");
}

#[test]
fn a_rejection_that_is_repeated_is_a_rejection() {
    let mut results = Results::new(Output { format: Format::Json }).unwrap();
    assert_eq!(results.summary(), "no commands");
    let recorded = Answer::Recorded(RecordedAnswer::default());
    let rejected = Answer::Rejected(RejectedAnswer::default());
    for (answer, repeated_command) in [(&recorded, false), (&recorded, true), (&rejected, true)] {
        let answer = Some(answer.clone());
        let response = SubmitResponse { answer, repeated_command, ..SubmitResponse::default() };
        results.settled(&Tag { line: 1, command_id: String::new() }, Ok(response));
    }
    assert_eq!(results.summary(), "2 recorded, 1 rejected; 2 of them repeated");
}
