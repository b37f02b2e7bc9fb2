//! Every model holds in every configuration of every day, and every broken protocol is caught by the
//! promise that it breaks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_model::{mutations, runs};

fn holds(model: &str) {
    let mut explored = 0;
    for run in runs().iter().filter(|run| run.model == model && !run.deep) {
        let outcome = (run.explore)(1);
        assert!(outcome.holds(), "{model}: {}: {outcome:#?}", run.name);
        explored += outcome.states;
    }
    assert!(explored > 100, "{model}: {explored} states say nothing");
}

fn is_caught(name: &str, promise: &str) {
    let mutations = mutations();
    let mutation = mutations.iter().find(|one| one.name == name).expect(name);
    let outcome = (mutation.refute)();
    let broken = outcome.broken.first().expect("nothing catches it");
    assert_eq!(broken.promise, promise, "{:#?}", broken.steps);
    assert_eq!(mutation.caught_by, promise, "what the command line says");
}

macro_rules! models {
    ($($test:ident: $model:literal,)*) => {
        $(#[test] fn $test() { holds($model); })*
    };
}

models! {
    append_holds: "append",
    catalog_holds: "catalog",
    merge_holds: "merge",
    seats_holds: "seats",
    vanish_holds: "vanish",
}

macro_rules! broken {
    ($($test:ident: $name:literal breaks $promise:literal,)*) => {
        $(#[test] fn $test() { is_caught($name, $promise); })*

        #[test]
        fn every_mutation_is_tested() {
            let tested = [$($name),*];
            for mutation in mutations() {
                assert!(tested.contains(&mutation.name.as_str()), "{}", mutation.name);
            }
        }
    };
}

broken! {
    aborted_is_final: "AbortedIsFinal"
        breaks "only an accepted entry is an answer",
    later_report_confirms: "LaterReportConfirms"
        breaks "every acknowledged command is in the chain",
    answers_unconfirmed: "AnswersUnconfirmed"
        breaks "every acknowledged command is in the chain",
    cache_keeps_lost: "CacheKeepsLost"
        breaks "a decision saw every earlier entry of its stream",
    cache_keeps_touched: "CacheKeepsTouched"
        breaks "a decision saw every earlier entry of its stream",
    two_entries: "TwoEntries"
        breaks "an entry is in the ledger whole or not at all",
    no_offset_test: "NoOffsetTest"
        breaks "every acknowledged command is in the chain",
    acks_leader: "AcksLeader"
        breaks "every acknowledged command is in the chain",
    unclean_election: "UncleanElection"
        breaks "readers agree",
    index_ahead: "IndexAhead"
        breaks "a decision saw every earlier entry of its stream",
    tail_before_snapshot: "TailBeforeSnapshot"
        breaks "a decision saw every earlier entry of its stream",
    tail_with_gap: "TailWithGap"
        breaks "a decision saw every earlier entry of its stream",
    watermark_is_read: "WatermarkIsRead"
        breaks "every acknowledged command is in the chain",
    old_reports: "OldReports"
        breaks "every acknowledged command is in the chain",
    fabricated_offset: "FabricatedOffset"
        breaks "every acknowledged command is in the chain",
    own_bytes: "OwnBytes"
        breaks "exactly once",
    abandon_has_digest: "AbandonHasDigest"
        breaks "the first accepted entry with an id decides",
    deadline_is_no: "DeadlineIsNo"
        breaks "only an accepted entry is an answer",
    sequence_alone: "SequenceAlone"
        breaks "a decision saw every earlier entry of its stream",
    forgets_the_log: "ForgetsTheLog"
        breaks "a catalog sequence never goes back within a log",
    forgets_answers: "ForgetsAnswers"
        breaks "who heard of a definition from a process may rest on it there",
    forwards_bare: "ForwardsBare"
        breaks "who heard of a definition from a process may rest on it there",
    relays_unnoted: "RelaysUnnoted"
        breaks "who heard of a definition from a process may rest on it there",
    absorbs_what_was_seen: "AbsorbsWhatWasSeen"
        breaks "the union is exact: nothing is counted twice or lost",
    absorbs_twice: "AbsorbsTwice"
        breaks "the union is exact: nothing is counted twice or lost",
    reopens_first: "ReopensFirst"
        breaks "the union is exact: nothing is counted twice or lost",
    closed_takes_more: "ClosedTakesMore"
        breaks "the union is exact: nothing is counted twice or lost",
    unlisted_is_nobodys: "UnlistedIsNobodys"
        breaks "the union is exact: nothing is counted twice or lost",
    no_way_back: "NoWayBack"
        breaks "every merge can come to an end",
    frees_unsettled: "FreesUnsettled"
        breaks "no seat is freed under an enrolled learner",
    frees_enrolled: "FreesEnrolled"
        breaks "no seat is freed under an enrolled learner",
    frees_only_abandoned: "FreesOnlyAbandoned"
        breaks "every reservation can end as an enrollment or a freed seat",
    nobody_takes_over: "NobodyTakesOver"
        breaks "every reservation can end as an enrollment or a freed seat",
    enrolls_first: "EnrollsFirst"
        breaks "never more seats taken than the limit",
    writer_goes_on: "WriterGoesOn"
        breaks "nothing is acknowledged after the alarm of one's own reader",
    snapshot_by_sequence: "SnapshotBySequence"
        breaks "no answer comes from a snapshot that contradicts the writer",
    no_checkpoint: "NoCheckpoint"
        breaks "who starts from a checkpoint that is gone does not go on",
    last_message_only: "LastMessageOnly"
        breaks "who starts from a checkpoint that is gone does not go on",
    no_witness: "NoWitness"
        breaks "a difference that a living process can see is said in the end",
}
