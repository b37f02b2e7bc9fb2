//! Submits a plan. Invariant: definitions are in the ledger before anything about learners is sent,
//! and every command comes under an id derived from its row, so that another run repeats it instead
//! of doubling it.

mod definitions;
mod ids;
pub mod outcome;

use std::collections::BTreeMap;
use std::ops::Range;

use futures::stream;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use learnlog_proto::api::SubmitRequest;
use learnlog_proto::ledger::{LedgerPosition, LogPosition};

use crate::client::Client;
use crate::client::bulk::Settled;
use crate::client::refusal::ClientError;
use crate::import::apply::definitions::{Defined, define};
use crate::import::apply::ids::Ids;
use crate::import::apply::outcome::{Outcome, Settlement};
use crate::import::plan::Plan;
use crate::import::plan::fact::definition::Definition;
use crate::import::plan::fact::kind::Kind;
use crate::import::plan::fact::{Body, Fact};
use crate::import::results::{Line, Results};
use crate::output::is_watched;

/// Why an import ended early. Running it again takes it up.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The server is not there, or refuses everything.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// What learners' facts refer to is not in the ledger.
    #[error("a definition was not taken, so nothing about learners was submitted; {first}")]
    Definitions {
        /// File, row and reason of the first.
        first: String,
    },
}

/// What became of all facts.
#[derive(Debug, Default)]
pub struct Applied {
    counts: BTreeMap<(Kind, Outcome), usize>,
    position: BTreeMap<u32, u64>,
}

impl Applied {
    /// Facts of a kind with an outcome.
    pub fn count(&self, kind: Kind, outcome: Outcome) -> usize {
        self.counts.get(&(kind, outcome)).copied().unwrap_or_default()
    }

    /// Nothing was rejected, refused or given up.
    pub fn is_all_taken(&self) -> bool {
        self.counts.keys().all(|(_, outcome)| outcome.is_taken())
    }

    /// What a query must have seen to show all of it.
    pub fn position(&self) -> LedgerPosition {
        let logs = self.position.iter();
        let logs = logs.map(|(log, sequence)| LogPosition { log: *log, sequence: *sequence });
        LedgerPosition { logs: logs.collect() }
    }

    fn settled(&mut self, fact: &Fact, settlement: &Settlement) {
        *self.counts.entry((fact.kind(), settlement.outcome)).or_default() += 1;
        if let Body::Definition(Definition::Course { components, .. }) = &fact.body
            && !components.is_empty()
        {
            let parts = self.counts.entry((Kind::Component, settlement.outcome)).or_default();
            *parts += components.len();
        }
        if let Some((log, sequence)) = settlement.entry {
            let head = self.position.entry(log).or_default();
            *head = sequence.max(*head);
        }
    }
}

/// Submits all facts of `plan`, in order. Errors: [`ApplyError`].
pub async fn apply(
    plan: &Plan,
    client: &Client,
    in_flight: usize,
    results: &mut Results,
) -> Result<Applied, ApplyError> {
    let ids = Ids::derive(plan, client).await?;
    let bar = progress_bar(plan.facts.len());
    let (applied, first_refused) = (Applied::default(), None);
    let mut run = Run { plan, ids, applied, first_refused, results, bar };
    for index in 0..plan.definitions {
        let Defined { command_id, settled } = define(plan, &run.ids, client, index).await?;
        run.settled(index, command_id, settled);
    }
    if let Some(first) = run.first_refused {
        return Err(ApplyError::Definitions { first });
    }
    let catalog = (plan.definitions > 0).then(|| run.applied.position());
    run.submit(client, plan.definitions..plan.facts.len(), in_flight, catalog).await?;
    run.bar.finish_and_clear();
    Ok(run.applied)
}

/// An import that is going on.
struct Run<'a> {
    plan: &'a Plan,
    ids: Ids,
    applied: Applied,
    /// File, row and reason of the first fact that is not in the ledger.
    first_refused: Option<String>,
    results: &'a mut Results,
    bar: ProgressBar,
}

impl Run<'_> {
    async fn submit(
        &mut self,
        client: &Client,
        facts: Range<usize>,
        in_flight: usize,
        at_least: Option<LedgerPosition>,
    ) -> Result<(), ClientError> {
        let (plan, ids) = (self.plan, self.ids.clone());
        let items = facts.map(move |index| {
            let mut command = ids.commands(plan).command(&plan.facts[index]);
            command.command_id = ids.command(index);
            let at_least = at_least.clone();
            (index, SubmitRequest { command: Some(command), validate_only: false, at_least })
        });
        let settled = |index, settled| self.settled(index, self.ids.command(index), settled);
        client.submit_all(in_flight, stream::iter(items), settled).await
    }

    fn settled(&mut self, index: usize, command_id: String, settled: Settled) {
        let fact = &self.plan.facts[index];
        let place = &fact.place;
        let settlement = Settlement::of(settled);
        if !settlement.outcome.is_taken() {
            let (file, reason) = (&place.origin.file, &settlement.reason);
            let words = || format!("{file}, row {}: {reason}", place.row);
            self.first_refused.get_or_insert_with(words);
        }
        self.applied.settled(fact, &settlement);
        let line = Line {
            kind: fact.kind().as_str(),
            stream_id: self.ids.stream(fact),
            command_id,
            outcome: settlement.outcome.as_str(),
            reason: &settlement.reason,
            position: settlement.position(),
        };
        self.results.write_at(place, line);
        self.bar.inc(1);
    }
}

/// For people only.
fn progress_bar(facts: usize) -> ProgressBar {
    let target =
        if is_watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(facts as u64), target);
    let template = "{bar:40} {human_pos}/{human_len}  {per_sec:.0}  {eta} left";
    bar.with_style(ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()))
}
