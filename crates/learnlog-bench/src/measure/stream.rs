//! (b) SubmitStream, under the same stream with nothing behind it but Kafka.

use std::time::Duration;

use anyhow::Context;

use crate::bench::Bench;
use crate::client::Target;
use crate::lag::{Watch, caught_up};
use crate::load::{Limit, stream};
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Share of the ceiling.
const BAR: f64 = 0.70;

/// By how much the lag may grow from the first half of a round to the second, in every round; it would double if nothing bounded it.
const GROWTH_BAR: f64 = 1.5;

/// Commands of one round at most.
const ROUND_LIMIT_COMMANDS: u64 = 20_000_000;

/// Measures on that server. Errors: a refusal, or read models that do not catch up.
pub async fn measure(bench: &Bench, server: &Target) -> anyhow::Result<Vec<Figure>> {
    let (mut rate, mut ceiling) = (Rounds::default(), Rounds::default());
    let (mut largest, mut growth) = (Rounds::default(), Rounds::default());
    let mut drain = Rounds::default();
    for round in bench.stream_rounds() {
        caught_up(server).await?;
        let watch = Watch::start(server).await?;
        let submitted = stream::run(&[server], &bench.source, limit(bench.sizes.stream)).await;
        let submitted = submitted.context("SubmitStream")?;
        let (lag, drained) = (watch.stop()?, caught_up(server).await?);
        let produced =
            stream::run(&[&bench.bare], &bench.shadow, limit(bench.sizes.bare_stream)).await;
        let produced = produced.context("the bare stream")?;
        say(&format!(
            "SubmitStream, round {round}: {:.0} entries/s, at most {} behind, {:.2} x as far in the second \
             half, caught up after {:.1} s; bare {:.0}/s",
            submitted.rate(),
            lag.largest,
            lag.growth,
            drained.as_secs_f64(),
            produced.rate()
        ));
        rate.push(submitted.rate());
        ceiling.push(produced.rate());
        largest.push(lag.largest as f64);
        growth.push(lag.growth);
        drain.push(drained.as_secs_f64());
    }
    let name = format!("(b) SubmitStream, {:.0} s a round", bench.sizes.stream.as_secs_f64());
    Ok(vec![
        Figure::new(name, Unit::EntriesPerSecond, rate).under(ceiling).bar(Bar::OfCeiling(BAR)),
        Figure::new("(b) largest lag of a projection meanwhile", Unit::Entries, largest),
        Figure::new("(b) growth of that lag, second half over first", Unit::Times, growth)
            .bar(Bar::EveryRound(GROWTH_BAR)),
        Figure::new("(b) until it had caught up", Unit::Seconds, drain),
    ])
}

fn limit(duration: Duration) -> Limit {
    Limit::new(duration, ROUND_LIMIT_COMMANDS)
}
