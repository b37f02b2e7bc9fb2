//! Broken promises that are put in on purpose, after everything is over, to see that they are found.

mod answers;
mod entries;

use clap::ValueEnum;
use learnlog_codec::entry::LogNumber;

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
    /// A command is decided a second time.
    Twice,
    /// An entry answers a command that nobody sent.
    Uninvited,
    /// An entry points to another one before it in its stream.
    FalseLink,
    /// An entry says what does not follow from those before it.
    FalseDecision,
    /// A command was decided before the position that it asked for.
    TooEarly,
    /// A process does not know what it said to be defined.
    Forgotten,
    /// A row of an entry is missing from the projection.
    LostRow,
    /// Two answers in the wrong order.
    OutOfOrder,
    /// An entry is older than the one before it.
    BackInTime,
    /// A caller never heard.
    Unanswered,
}

impl Plant {
    /// Every plant.
    pub const ALL: [Self; 13] = [
        Self::LostEntry,
        Self::FalseAnswer,
        Self::FalseDenial,
        Self::Twice,
        Self::Uninvited,
        Self::FalseLink,
        Self::FalseDecision,
        Self::TooEarly,
        Self::Forgotten,
        Self::LostRow,
        Self::OutOfOrder,
        Self::BackInTime,
        Self::Unanswered,
    ];

    /// The promise that it breaks, others perhaps besides.
    pub fn promise(self) -> &'static str {
        match self {
            Self::LostEntry => "acknowledged is in the chain",
            Self::FalseAnswer | Self::FalseDenial => "the entry is the answer",
            Self::Twice => "exactly once",
            Self::Uninvited => "nothing that nobody asked for",
            Self::FalseLink | Self::FalseDecision => "every earlier entry was seen",
            Self::TooEarly => "decided on at least",
            Self::Forgotten => "what was answered is known",
            Self::LostRow => "projected once, whole",
            Self::OutOfOrder => "in the order of real time",
            Self::BackInTime => "nothing goes back",
            Self::Unanswered => "everything is answered in the end",
        }
    }

    /// Breaks it.
    pub fn put(self, world: &World, history: &mut History) {
        match self {
            Self::LostEntry => entries::lose(world, history),
            Self::FalseAnswer => answers::name_another(history),
            Self::FalseDenial => answers::deny(history),
            Self::Twice => entries::repeat(world),
            Self::Uninvited => entries::invent(world),
            Self::FalseLink => entries::link_elsewhere(world),
            Self::FalseDecision => entries::decide_otherwise(world),
            Self::TooEarly => answers::ask_for_later(history),
            Self::Forgotten => answers::forget_a_job(history),
            Self::LostRow => world.state().tables.plant_loss(LogNumber(1), 0),
            Self::OutOfOrder => answers::ask_last(history),
            Self::BackInTime => entries::go_back(world),
            Self::Unanswered => answers::leave_open(history),
        }
    }
}
