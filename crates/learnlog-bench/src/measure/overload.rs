//! (i) Three times as many commands as can be answered: how many are answered in time all the same.

use std::time::Duration;

use anyhow::Context;

use crate::bench::Bench;
use crate::client::Target;
use crate::lag::caught_up;
use crate::load::open::{self, DEADLINE};
use crate::load::{Limit, unary};
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Callers who find the peak: as many as do best.
const CALLERS: [usize; 2] = [64, 256];

/// Times the peak.
const OVERLOAD: f64 = 3.0;

/// Share of the peak.
const BAR: f64 = 0.8;

/// How long a round of overload takes: at first, the server must find out how much it can do.
const OVERLOAD_ROUND: Duration = Duration::from_secs(10);

/// Commands of one round at most.
const ROUND_LIMIT_COMMANDS: u64 = 20_000_000;

/// Measures on that server. Errors: a refusal for another reason than too much.
pub async fn measure(bench: &Bench, server: &Target) -> anyhow::Result<Vec<Figure>> {
    let (mut peaks, mut goodput) = (Rounds::default(), Rounds::default());
    let mut p99 = Rounds::default();
    // Not counted: a peak of new learners, who all need a key, would be a low one.
    peak(bench, server).await?;
    for round in bench.stream_rounds() {
        let peak = peak(bench, server).await?;
        caught_up(server).await?;
        let offered = OVERLOAD * peak;
        let duration = OVERLOAD_ROUND.max(bench.sizes.submit);
        let came = open::run(server, &bench.source, offered, duration).await;
        let came = came.context("overload")?;
        say(&format!(
            "overload, round {round}: {:.0} of {peak:.0} entries/s; of {} commands, {} answered, \
             {} refused, {} late",
            came.rate(),
            came.sent,
            came.answered.count(),
            came.refused,
            came.late
        ));
        peaks.push(peak);
        goodput.push(came.rate());
        p99.push(came.answered.quantile_ms(0.99));
    }
    let name = |what: &str| format!("(i) Submit at {OVERLOAD} times its peak, {what}");
    Ok(vec![
        Figure::new(name("answered in time"), Unit::EntriesPerSecond, goodput)
            .under(peaks)
            .bar(Bar::OfCeiling(BAR)),
        Figure::new(name("p99 of those"), Unit::Milliseconds, p99),
    ])
}

/// Commands that are answered in time per second where each caller waits for an answer before sending the next.
async fn peak(bench: &Bench, server: &Target) -> anyhow::Result<f64> {
    let mut peak = 0.0_f64;
    for callers in CALLERS {
        caught_up(server).await?;
        let limit = Limit::new(bench.sizes.submit, ROUND_LIMIT_COMMANDS);
        let done = unary::run(&[server], callers, &bench.source, limit).await;
        let (done, latencies) = done.context("the peak")?;
        peak = peak.max(done.rate() * latencies.share_within(DEADLINE));
    }
    Ok(peak)
}
