//! The whole run, from an empty ledger to the table. Invariant: figures that depend on the
//! ledger's size are measured at the size that was asked for, and every figure that was chosen is
//! in the table.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::bench::Bench;
use crate::cli::Letter;
use crate::client::Target;
use crate::database::Session;
use crate::lag::{caught_up, entries, heads};
use crate::learnlog::Serve;
use crate::load::{Limit, stream};
use crate::machine;
use crate::measure::{
    overload, processes, projection, queries, replay, start, stream as streaming, submit, visible,
};
use crate::process;
use crate::report::{Figure, Unit, table};
use crate::say::say;
use crate::statistics::{Bar, Rounds};
use crate::workload::definitions;

/// The read models' database.
pub const DATABASE: &str = "bench";

/// Both roles in one process.
pub const ROLES: &str = "api,projector";

/// How long it may take to fill the ledger.
const FILL_LIMIT: Duration = Duration::from_secs(1_800);

/// MiB.
const MEMORY_BAR: f64 = 400.0;

/// Measures what was chosen; gives what is to be printed. Errors: any measurement's.
pub async fn run(bench: &Bench, chosen: &[Letter], seed: u64) -> anyhow::Result<String> {
    let begun = Instant::now();
    let mut figures = Vec::new();
    bench.learnlog.init(DATABASE)?;
    let mut server = bench.learnlog.serve(DATABASE, ROLES).await?;
    define(&server.target, seed).await?;
    if chosen.contains(&Letter::Submit) {
        figures.extend(submit::measure(bench, &server.target).await?);
    }
    if chosen.contains(&Letter::Projection) {
        fill(bench, &server, bench.sizes.projection_entries).await?;
        let heads = heads(&server.target).await?;
        drop(server);
        figures.extend(projection::measure(bench, &heads).await?);
        server = bench.learnlog.serve(DATABASE, ROLES).await?;
    }
    figures.extend(at_size(bench, &server, chosen).await?);
    // After the others, because nobody knows by how much the ledger grows meanwhile.
    if chosen.contains(&Letter::Stream) {
        figures.extend(streaming::measure(bench, &server.target).await?);
    }
    if chosen.contains(&Letter::Processes) {
        figures.extend(processes::measure(bench, &server.target).await?);
    }
    if chosen.contains(&Letter::Overload) {
        figures.extend(overload::measure(bench, &server.target).await?);
    }
    // The larger, the better.
    if chosen.contains(&Letter::Start) {
        fill(bench, &server, bench.sizes.entries).await?;
        let (more, restarted) = start::measure(bench, server).await?;
        figures.extend(more);
        server = restarted;
    }
    figures.sort_by(|one, other| letter(one).cmp(letter(other)));
    let size = entries(&heads(&server.target).await?);
    let database = Session::open(&bench.learnlog.database).await?.version().await?;
    Ok(format!(
        "{}\n\n{}, PostgreSQL {database}; client, servers, Kafka and PostgreSQL share them.\nAt most {} rounds, {size} \
         entries at the end, seed {seed}, {:.0} s in all.\n",
        table(&figures),
        machine::describe(),
        bench.sizes.rounds,
        begun.elapsed().as_secs_f64()
    ))
}

/// What is measured over a large ledger.
async fn at_size(bench: &Bench, server: &Serve, chosen: &[Letter]) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut memory = Rounds::default();
    let large = [Letter::Visible, Letter::Queries, Letter::Replay];
    if !large.iter().any(|letter| chosen.contains(letter)) {
        return Ok(figures);
    }
    fill(bench, server, bench.sizes.entries).await?;
    if chosen.contains(&Letter::Visible) {
        figures.extend(visible::measure(bench, server, &mut memory).await?);
    }
    if chosen.contains(&Letter::Queries) {
        figures.extend(queries::measure(bench, server, &mut memory).await?);
    }
    if chosen.contains(&Letter::Replay) {
        figures.extend(replay::measure(bench, server, &mut memory).await?);
    }
    let size = entries(&heads(&server.target).await?);
    let name = format!("(g) memory of serve at {size} entries");
    let peak = process::memory(&server.process)?.peak_mib;
    figures.push(
        Figure::new(format!("{name}, resident"), Unit::Mebibytes, memory)
            .bar(Bar::Below(MEMORY_BAR)),
    );
    figures.push(Figure::new(format!("{name}, peak"), Unit::Mebibytes, Rounds::from_iter([peak])));
    Ok(figures)
}

/// The letter that a row begins with.
fn letter(figure: &Figure) -> &str {
    figure.name.get(..3).unwrap_or_default()
}

/// The definitions, one after the other.
async fn define(target: &Target, seed: u64) -> anyhow::Result<()> {
    let mut commands = target.connect().await?.commands();
    for request in definitions::all(seed) {
        let answer = commands.submit(request).await.context("a definition")?.into_inner();
        ensure!(answer.entry.is_some(), "a definition got no entry");
    }
    Ok(())
}

/// Submits until the ledger has that many entries, and waits for the read models.
async fn fill(bench: &Bench, server: &Serve, goal: u64) -> anyhow::Result<()> {
    let missing = goal.saturating_sub(entries(&heads(&server.target).await?));
    if missing > 0 {
        say(&format!("filling the ledger with {missing} entries"));
        let limit = Limit::new(FILL_LIMIT, missing);
        let done = stream::run(&[&server.target], &bench.source, limit).await.context("filling")?;
        ensure!(done.entries >= missing, "the ledger could not be filled in time");
    }
    caught_up(&server.target).await?;
    Ok(())
}
