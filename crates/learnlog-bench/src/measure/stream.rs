//! (b) SubmitStream, under the same stream with nothing behind it but Kafka.

use anyhow::Context;

use crate::bench::Bench;
use crate::client::Target;
use crate::lag::{Watch, caught_up};
use crate::load::{Limit, stream};
use crate::report::{Figure, Unit};
use crate::say::say;
use crate::statistics::{Bar, Rounds};

/// Share of the ceiling.
const BAR: f64 = 0.50;

/// Commands of one round at most.
const ROUND_LIMIT_COMMANDS: u64 = 20_000_000;

/// Measures on that server. Errors: a refusal, or read models that do not catch up.
pub async fn measure(bench: &Bench, server: &Target) -> anyhow::Result<Vec<Figure>> {
    let (mut rate, mut ceiling) = (Rounds::default(), Rounds::default());
    let (mut lag, mut drain) = (Rounds::default(), Rounds::default());
    for round in 1..=bench.sizes.rounds {
        let limit = || Limit::new(bench.sizes.stream, ROUND_LIMIT_COMMANDS);
        caught_up(server).await?;
        let watch = Watch::start(server).await?;
        let submitted = stream::run(server, &bench.source, limit()).await;
        let submitted = submitted.context("SubmitStream")?;
        let (behind, drained) = (watch.stop()?, caught_up(server).await?);
        let produced = stream::run(&bench.bare, &bench.shadow, limit()).await;
        let produced = produced.context("the bare stream")?;
        say(&format!(
            "SubmitStream, round {round}: {:.0} entries/s, at most {behind} behind, caught up after \
             {:.1} s; bare {:.0}/s",
            submitted.rate(),
            drained.as_secs_f64(),
            produced.rate()
        ));
        rate.push(submitted.rate());
        ceiling.push(produced.rate());
        lag.push(behind as f64);
        drain.push(drained.as_secs_f64());
    }
    let name = format!("(b) SubmitStream, {:.0} s a round", bench.sizes.stream.as_secs_f64());
    Ok(vec![
        Figure::new(name, Unit::EntriesPerSecond, rate).under(ceiling).bar(Bar::OfCeiling(BAR)),
        Figure::new("(b) largest lag of a projection meanwhile", Unit::Entries, lag),
        Figure::new("(b) until it had caught up", Unit::Seconds, drain),
    ])
}
