//! Whether every entry is what `decide` says on exactly the entries before it, in its stream and in the catalog that it names.

use std::collections::BTreeMap;
use std::sync::Arc;

use learnlog_codec::entry::{CommandOutcome, Outcome, StreamLink};
use learnlog_codec::placement::CATALOG;
use learnlog_domain::catalog::Catalog;
use learnlog_domain::context::Context;
use learnlog_domain::decide::decide;
use learnlog_domain::decision::Decision;
use learnlog_domain::evolve::evolve;
use learnlog_domain::state::StreamState;

use super::chain::{Chain, Link};
use crate::caller::history::History;

/// Decides everything again.
pub fn check(chains: &[Chain], history: &History, broken: &mut dyn FnMut(&'static str, String)) {
    let catalogs = catalogs(chains);
    for chain in chains {
        let mut streams = BTreeMap::new();
        let mut previous: Option<&Link> = None;
        for link in &chain.entries {
            if let Some(what) = previous.and_then(|previous| goes_back(previous, link)) {
                let what = format!("log {}, {}: {what}", chain.log, link.entry.sequence);
                broken("nothing goes back", what);
            }
            previous = Some(link);
            let Some(command) = link.command() else { continue };
            let (state, last, count) = streams
                .entry(command.stream)
                .or_insert_with(|| (StreamState::new(command.stream), StreamLink::NONE, 0));
            let at = format!("log {}, {}", chain.log, link.entry.sequence);
            *count += 1;
            if command.previous_in_stream != *last || command.stream_sequence != *count {
                broken("every earlier entry was seen", format!("{at}: its stream link is another"));
            }
            let catalog = usize::try_from(link.entry.catalog_sequence)
                .ok()
                .and_then(|sequence| catalogs.get(sequence));
            match catalog {
                None => broken("the catalog is one", format!("{at}: it names one to come")),
                Some(catalog) => {
                    if let Some(what) = differs(link, command, state, catalog, history) {
                        broken("every earlier entry was seen", format!("{at}: {what}"));
                    }
                }
            }
            if let Outcome::Recorded(events) = &command.outcome {
                let before = std::mem::replace(state, StreamState::new(command.stream));
                *state = events.iter().fold(before, |state, event| evolve(state, &event.event));
            }
            *last = StreamLink { sequence: link.entry.sequence, hash: link.hash };
        }
    }
}

fn goes_back(previous: &Link, link: &Link) -> Option<&'static str> {
    if link.entry.recorded_at < previous.entry.recorded_at {
        Some("recorded_at")
    } else if link.entry.catalog_sequence < previous.entry.catalog_sequence {
        Some("catalog_sequence")
    } else {
        None
    }
}

/// The catalog after each of its entries; before the first at 0.
fn catalogs(chains: &[Chain]) -> Vec<Arc<Catalog>> {
    let mut catalogs = vec![Arc::<Catalog>::default()];
    let entries =
        chains.iter().filter(|chain| chain.log == CATALOG).flat_map(|chain| &chain.entries);
    for link in entries {
        let mut catalog = catalogs.last().map(Arc::clone).unwrap_or_default();
        if let Some(command) = link.command()
            && let Outcome::Recorded(events) = &command.outcome
        {
            let before = Arc::unwrap_or_clone(catalog);
            catalog =
                Arc::new(events.iter().fold(before, |catalog, recorded| {
                    catalog.evolve(command.stream, &recorded.event)
                }));
        }
        catalogs.push(catalog);
    }
    catalogs
}

/// What `decide` says instead.
fn differs(
    link: &Link,
    outcome: &CommandOutcome,
    state: &StreamState,
    catalog: &Catalog,
    history: &History,
) -> Option<String> {
    let attempts = history.asked.get(&(outcome.stream, outcome.envelope.command_id))?;
    if outcome.outcome == Outcome::Abandoned {
        let given_up = attempts.iter().any(|attempt| attempt.decided().is_none());
        return (!given_up).then(|| "abandoned, though nobody gave it up".to_owned());
    }
    let asked = attempts.iter().find_map(|attempt| Some((attempt, attempt.decided()?)));
    let Some((asked, command)) = asked else { return Some("nobody asked for it".to_owned()) };
    let occurred = asked.occurred.clone();
    let context = Context { recorded_at: link.entry.recorded_at, occurred };
    let same = match (decide(state, catalog, &context, command), &outcome.outcome) {
        (Ok(Decision::Events(decided)), Outcome::Recorded(recorded)) => {
            decided.iter().map(|one| &one.event).eq(recorded.iter().map(|one| &one.event))
        }
        (Ok(Decision::Unchanged(_)), Outcome::Unchanged(_)) => true,
        (Err(rejection), Outcome::Rejected(rejected)) => rejection.reason() == rejected.reason,
        (Ok(_) | Err(_), _) => false,
    };
    (!same).then(|| format!("decide says otherwise than {:?}", outcome.outcome))
}
