//! (a) Submit, at several numbers of callers, under an echo.

use std::sync::Arc;

use anyhow::Context;

use crate::bench::Bench;
use crate::client::Target;
use crate::lag::caught_up;
use crate::latency::Latencies;
use crate::load::open::{self, DEADLINE};
use crate::load::{Done, Limit, unary};
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};
use crate::workload::source::Source;

/// Callers at once.
const CALLERS: [usize; 4] = [1, 16, 64, 256];

/// The number of callers that has a bar, and the share of the echo that it is.
const BAR: (usize, f64) = (64, 0.60);

/// Milliseconds, at half the rate that so many callers reach.
const HALF_LOAD_BAR: f64 = 15.0;

/// Commands of one round at most.
const ROUND_LIMIT_COMMANDS: u64 = 1_000_000;

/// Rounds at one number of callers.
#[derive(Default)]
struct Column {
    rate: Rounds,
    p50: Rounds,
    p99: Rounds,
}

impl Column {
    fn push(&mut self, (done, latencies): &(Done, Latencies)) {
        self.rate.push(done.rate());
        self.p50.push(latencies.quantile_ms(0.5));
        self.p99.push(latencies.quantile_ms(0.99));
    }
}

/// Measures on that server. Errors: a refusal.
pub async fn measure(bench: &Bench, server: &Target) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for callers in CALLERS {
        let (mut ours, mut echo) = (Column::default(), Column::default());
        let (mut half, mut half_echo) = (Rounds::default(), Rounds::default());
        for round in bench.rounds() {
            let limit = || Limit::new(bench.sizes.submit, ROUND_LIMIT_COMMANDS);
            caught_up(server).await?;
            let submitted = unary::run(&[server], callers, &bench.source, limit()).await;
            let submitted = submitted.context("Submit")?;
            caught_up(server).await?;
            let echoed = unary::run(&[&bench.bare], callers, &bench.shadow, limit()).await;
            let echoed = echoed.context("the echo")?;
            say(&format!(
                "Submit, {callers} callers, round {round}: {:.0} entries/s; echo {:.0}/s",
                submitted.0.rate(),
                echoed.0.rate()
            ));
            if callers == BAR.0 {
                let rate = submitted.0.rate() / 2.0;
                half.push(at_rate(server, &bench.source, rate, bench).await.context("half load")?);
                half_echo.push(at_rate(&bench.bare, &bench.shadow, rate, bench).await?);
            }
            ours.push(&submitted);
            echo.push(&echoed);
        }
        figures.extend(rows(callers, ours, echo));
        if callers == BAR.0 {
            let name = format!("(a) Submit at half the rate of {callers} callers, p99");
            let half = Figure::new(name, Unit::Milliseconds, half).under(half_echo);
            figures.push(half.bar(Bar::Below(HALF_LOAD_BAR)));
        }
    }
    Ok(figures)
}

/// The 99th percentile, in milliseconds, of commands that come at that rate; one that got no answer took all of its time.
async fn at_rate(
    target: &Target,
    source: &Arc<Source>,
    rate: f64,
    bench: &Bench,
) -> anyhow::Result<f64> {
    let mut came = open::run(target, source, rate, bench.sizes.submit).await?;
    (0..came.refused + came.late).for_each(|_| came.answered.record(DEADLINE));
    Ok(came.answered.quantile_ms(0.99))
}

fn rows(callers: usize, ours: Column, echo: Column) -> [Figure; 3] {
    let name = |what: &str| format!("(a) Submit, {callers} callers{what}");
    let rate = Figure::new(name(""), Unit::EntriesPerSecond, ours.rate).under(echo.rate);
    let rate = if callers == BAR.0 { rate.bar(Bar::OfCeiling(BAR.1)) } else { rate };
    [
        rate,
        Figure::new(name(", p50"), Unit::Milliseconds, ours.p50).under(echo.p50),
        Figure::new(name(", p99"), Unit::Milliseconds, ours.p99).under(echo.p99),
    ]
}
