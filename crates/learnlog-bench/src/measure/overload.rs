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

/// Callers who find the peak.
const CALLERS: usize = 256;

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
    for round in bench.stream_rounds() {
        caught_up(server).await?;
        let limit = Limit::new(bench.sizes.submit, ROUND_LIMIT_COMMANDS);
        let (done, latencies) =
            unary::run(&[server], CALLERS, &bench.source, limit).await.context("the peak")?;
        let peak = done.rate() * latencies.share_within(DEADLINE);
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
