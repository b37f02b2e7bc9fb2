//! (e) The queries, one at a time, over read models of the full size.

use std::time::Instant;

use anyhow::{Context, ensure};
use learnlog_proto::api::{
    DashboardGrouping, GetCompletionDashboardRequest, GetTranscriptRequest, ListOverdueRequest,
};

use crate::bench::Bench;
use crate::client::Connection;
use crate::lag::{caught_up, entries, heads};
use crate::latency::Latencies;
use crate::learnlog::Serve;
use crate::process;
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};
use crate::workload::learner::Learner;

/// Milliseconds within which 99 of 100 are answered.
const BAR: f64 = 20.0;

/// What is asked.
#[derive(Debug, Clone, Copy)]
enum Query {
    Transcript,
    Overdue,
    Dashboard(DashboardGrouping),
}

const QUERIES: [(&str, Query); 4] = [
    ("GetTranscript", Query::Transcript),
    ("ListOverdue, first page", Query::Overdue),
    ("dashboard by course", Query::Dashboard(DashboardGrouping::Course)),
    ("dashboard by org unit", Query::Dashboard(DashboardGrouping::OrgUnit)),
];

/// Measures on that server; notes its memory after each round. Errors: a refusal, or an empty answer.
pub async fn measure(
    bench: &Bench,
    server: &Serve,
    memory: &mut Rounds,
) -> anyhow::Result<Vec<Figure>> {
    caught_up(&server.target).await?;
    let size = entries(&heads(&server.target).await?);
    let connection = server.target.connect().await?;
    let learners = bench.source.known();
    ensure!(!learners.is_empty(), "no learner is through a term: more entries are needed");
    let mut rounds = QUERIES.map(|_| (Rounds::default(), Rounds::default()));
    for round in bench.rounds() {
        let mut told = format!("queries, round {round}:");
        for ((name, query), (p50, p99)) in QUERIES.iter().zip(&mut rounds) {
            let calls = bench.sizes.query_calls;
            let latencies = ask(&connection, *query, calls, round, &learners).await;
            let latencies = latencies.context(*name)?;
            let (half, most) = (latencies.quantile_ms(0.5), latencies.quantile_ms(0.99));
            told = format!("{told} {name} p50 {half:.2} ms, p99 {most:.2} ms;");
            p50.push(half);
            p99.push(most);
        }
        say(&told);
        memory.push(process::memory(&server.process)?.resident_mib);
    }
    let figures = QUERIES.iter().zip(rounds).flat_map(|((name, _), (p50, p99))| {
        let name = format!("(e) {name} at {size} entries");
        [
            Figure::new(format!("{name}, p50"), Unit::Milliseconds, p50),
            Figure::new(format!("{name}, p99"), Unit::Milliseconds, p99).bar(Bar::Below(BAR)),
        ]
    });
    Ok(figures.collect())
}

async fn ask(
    connection: &Connection,
    query: Query,
    calls: usize,
    round: usize,
    learners: &[Learner],
) -> anyhow::Result<Latencies> {
    let mut queries = connection.queries();
    let mut latencies = Latencies::new()?;
    // Every learner has the same chance, and a round asks for others than the one before.
    let stride = learners.len() / calls + 1;
    for call in 0..calls {
        let learner = learners[(call * stride + round) % learners.len()].id();
        let asked = Instant::now();
        let rows = match query {
            Query::Transcript => {
                let asked = GetTranscriptRequest {
                    learner_id: learner,
                    at_least: None,
                    effective_on: None,
                };
                queries.get_transcript(asked).await?.into_inner().facts.len()
            }
            Query::Overdue => {
                let asked = ListOverdueRequest::default();
                queries.list_overdue(asked).await?.into_inner().items.len()
            }
            Query::Dashboard(group_by) => {
                let asked = GetCompletionDashboardRequest {
                    group_by: group_by as i32,
                    ..GetCompletionDashboardRequest::default()
                };
                queries.get_completion_dashboard(asked).await?.into_inner().rows.len()
            }
        };
        latencies.record(asked.elapsed());
        ensure!(rows > 0, "an empty answer says nothing about the time that one takes");
    }
    Ok(latencies)
}
