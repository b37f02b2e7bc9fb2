//! Submits a plan. Invariant: definitions are in the ledger before anything about learners is sent,
//! every command comes under an id derived from its row, so that another run repeats it instead of
//! doubling it, and nothing is sent that needs what was not taken.

mod attempt;
mod definitions;
mod ids;
mod needs;
pub mod outcome;
mod queue;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use learnlog_proto::ledger::{LedgerPosition, LogPosition};
use tokio::sync::mpsc;

use crate::client::Client;
use crate::client::bulk::Settled;
use crate::client::refusal::ClientError;
use crate::import::apply::attempt::{Attempt, Next};
use crate::import::apply::definitions::{Repeated, put_in_force};
use crate::import::apply::ids::Ids;
use crate::import::apply::needs::{makes, needs};
use crate::import::apply::outcome::{Outcome, Settlement};
use crate::import::apply::queue::{Maker, Work, lanes};
use crate::import::results::{Line, Results};
use crate::output::is_watched;
use learnlog_import::plan::Plan;
use learnlog_import::plan::fact::definition::Definition;
use learnlog_import::plan::fact::kind::Kind;
use learnlog_import::plan::fact::{Body, Fact};
use learnlog_import::plan::names::NameId;

/// What became of all facts.
#[derive(Debug, Default)]
pub struct Applied {
    counts: BTreeMap<(Kind, Outcome), usize>,
    changed: usize,
    /// The read models show all of it; None: nobody has looked.
    pub is_visible: Option<bool>,
    position: BTreeMap<u32, u64>,
}

impl Applied {
    /// Facts of a kind with an outcome.
    pub fn count(&self, kind: Kind, outcome: Outcome) -> usize {
        self.counts.get(&(kind, outcome)).copied().unwrap_or_default()
    }

    /// Facts of all kinds with an outcome; components are part of their course.
    pub fn total(&self, outcome: Outcome) -> usize {
        let counts = self.counts.iter();
        let counts = counts.filter(|((kind, of), _)| *kind != Kind::Component && *of == outcome);
        counts.map(|(_, count)| count).sum()
    }

    /// Facts whose row says something else than an accepted entry does.
    pub fn changed(&self) -> usize {
        self.changed
    }

    /// Nothing was rejected, refused, held back or given up.
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
        self.changed += usize::from(settlement.is_changed_row());
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

/// Submits all facts of `plan`, in order. Errors: the server is not there, or refuses everything;
/// running it again takes it up.
pub async fn apply(
    plan: &Plan,
    client: &Client,
    in_flight: usize,
    results: &mut Results,
) -> Result<Applied, ClientError> {
    let ids = Ids::derive(plan, client).await?;
    let bar = progress_bar(plan.facts.len());
    let (applied, not_taken, repeated) = (Applied::default(), HashMap::new(), None);
    let mut run = Run { plan, ids, applied, not_taken, repeated, results, bar };
    // One after the other: a definition may refer to the one before it.
    for index in 0..plan.definitions {
        run.submit(client, index..index + 1, 1, None).await?;
        if let Some(repeated) = run.repeated.take() {
            let (command_id, settlement) =
                put_in_force(plan, &run.ids, client, index, repeated).await?;
            run.settled(index, &command_id, &settlement);
        }
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
    /// What is not in the ledger, and the fact that should have made it.
    not_taken: HashMap<NameId, usize>,
    /// The definition just submitted is in the ledger already; whether it is in force is another question.
    repeated: Option<Repeated>,
    results: &'a mut Results,
    bar: ProgressBar,
}

/// The lanes of one phase, and the way to the connection; without it, no further one is opened.
struct Lanes {
    closed: VecDeque<Range<usize>>,
    open: usize,
    /// Of an open lane, by the fact that is on its way: where the lane ends.
    ends: HashMap<usize, usize>,
    work: Option<mpsc::UnboundedSender<Work>>,
}

impl Lanes {
    fn send(&mut self, work: Work) {
        if let Some(queue) = &self.work {
            // A queue without its other end belongs to a submission that has failed.
            let _ = queue.send(work);
        }
    }
}

impl Run<'_> {
    async fn submit(
        &mut self,
        client: &Client,
        facts: Range<usize>,
        in_flight: usize,
        at_least: Option<LedgerPosition>,
    ) -> Result<(), ClientError> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let failed = Arc::new(Mutex::new(None));
        let (plan, ids) = (self.plan, self.ids.clone());
        let maker = Maker { plan, ids, client, at_least, failed: failed.clone() };
        let closed = lanes(plan, facts);
        let mut lanes = Lanes { closed, open: 0, ends: HashMap::new(), work: Some(sender) };
        self.open(&mut lanes, in_flight);
        let settled = |attempt, settled| self.answered(&mut lanes, in_flight, &attempt, settled);
        client.submit_all(in_flight, maker.requests(receiver), settled).await?;
        let failed = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        failed.map_or(Ok(()), Err)
    }

    /// Opens lanes while there is room; the last one done ends the work.
    fn open(&mut self, lanes: &mut Lanes, in_flight: usize) {
        while lanes.open < in_flight.max(1) {
            let Some(lane) = lanes.closed.pop_front() else { break };
            lanes.open += 1;
            self.go_on(lanes, lane);
        }
        if lanes.open == 0 && lanes.closed.is_empty() {
            lanes.work = None;
        }
    }

    /// Sends the next fact of a lane that need not wait; a lane without one is done.
    fn go_on(&mut self, lanes: &mut Lanes, rest: Range<usize>) {
        for index in rest.clone() {
            match self.waits_for(index) {
                Some(reason) => self.settled(index, "", &Settlement::held_back(reason)),
                None => {
                    lanes.ends.insert(index, rest.end);
                    return lanes.send(Work::First(index));
                }
            }
        }
        lanes.open -= 1;
    }

    fn answered(
        &mut self,
        lanes: &mut Lanes,
        in_flight: usize,
        attempt: &Attempt,
        settled: Settled,
    ) {
        let Attempt { index, command_id, .. } = attempt;
        match attempt.next(Settlement::of(settled)) {
            Next::Ask(entry) => {
                let (index, retry_of) = (*index, command_id.clone());
                lanes.send(Work::Again { index, retry_of, entry });
            }
            Next::Submit => lanes.send(Work::Submit(attempt.clone())),
            Next::Done(settlement) => {
                if settlement.is_repeated
                    && settlement.outcome.is_taken()
                    && *index < self.plan.definitions
                {
                    let command_id = command_id.clone();
                    self.repeated = Some(Repeated { command_id, settlement });
                } else {
                    self.settled(*index, command_id, &settlement);
                }
                if let Some(end) = lanes.ends.remove(index) {
                    self.go_on(lanes, index + 1..end);
                }
                self.open(lanes, in_flight);
            }
        }
    }

    /// Why a fact cannot be submitted, if so: the row that should have made what it needs.
    fn waits_for(&self, index: usize) -> Option<String> {
        let needed = needs(&self.plan.facts[index]);
        let maker = needed.iter().find_map(|name| self.not_taken.get(name))?;
        let Fact { place, key, .. } = &self.plan.facts[*maker];
        let kind = self.plan.facts[*maker].kind().as_str();
        Some(format!("the {kind} `{key}` ({}, row {}) was not taken", place.origin.file, place.row))
    }

    fn settled(&mut self, index: usize, command_id: &str, settlement: &Settlement) {
        let fact = &self.plan.facts[index];
        if let Some(name) = makes(fact).filter(|_| !settlement.is_there()) {
            self.not_taken.insert(name, index);
        }
        self.applied.settled(fact, settlement);
        let line = Line {
            kind: fact.kind().as_str(),
            stream_id: self.ids.stream(fact),
            command_id: command_id.to_owned(),
            outcome: settlement.outcome.as_str(),
            reason: &settlement.reason,
            position: settlement.position(),
        };
        self.results.write_at(&fact.place, line);
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
