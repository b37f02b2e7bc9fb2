//! Broken promises that are put in on purpose, after everything is over, to see that they are found.

use clap::ValueEnum;

use crate::caller::history::History;
use crate::world::World;

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Plant {
    /// An acknowledged entry vanishes from its log.
    LostEntry,
    /// A caller heard of an entry that is not there.
    FalseAnswer,
    /// A caller was denied what is recorded.
    FalseDenial,
    /// A row of an entry is missing from the projection.
    LostRow,
    /// Two answers in the wrong order.
    OutOfOrder,
}

impl Plant {
    /// Every plant.
    pub const ALL: [Self; 5] =
        [Self::LostEntry, Self::FalseAnswer, Self::FalseDenial, Self::LostRow, Self::OutOfOrder];

    /// Breaks it.
    pub fn put(self, world: &World, history: &mut History) {
        use learnlog_codec::entry::LogNumber;
        use learnlog_ledger::submission::AnswerOutcome;
        let entry = history.heard.last().and_then(|heard| heard.answer.entry);
        match self {
            Self::LostEntry => {
                if let Some(entry) = entry
                    && let Some(partition) = world.state().partition(entry.log)
                {
                    partition.plant_loss(partition.records().len() - 1);
                }
            }
            Self::FalseAnswer => {
                if let Some(heard) = history.heard.first_mut()
                    && let Some(entry) = &mut heard.answer.entry
                {
                    entry.sequence += 1;
                }
            }
            Self::FalseDenial => {
                let recorded = history
                    .heard
                    .iter_mut()
                    .find(|heard| matches!(heard.answer.outcome, AnswerOutcome::Recorded(_)));
                if let Some(heard) = recorded {
                    heard.answer.outcome = AnswerOutcome::Abandoned;
                }
            }
            Self::LostRow => world.state().tables.plant_loss(LogNumber(1), 0),
            Self::OutOfOrder => {
                for attempts in history.asked.values_mut() {
                    let last = std::time::Duration::from_secs(1_000_000);
                    if let Some(first) = attempts.first_mut() {
                        first.at = last;
                        break;
                    }
                }
            }
        }
    }
}
