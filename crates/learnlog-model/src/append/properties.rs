//! What the design promises of the append protocol, by the names that it has there. Invariant: a
//! property looks at the log, at the answers and at what readers saw, never into a writer's mind.

use stateright::{Model as _, Property};

use super::config::Config;
use super::entry::Entry;
use super::model::AppendModel;
use super::sight::Sight;
use super::state::{Answer, State};
use super::variant::Variant;

/// Every acknowledged command is in the chain, and stays there.
pub const ACKNOWLEDGED: &str = "every acknowledged command is in the chain";
/// One accepted entry at most per stream and command id.
pub const ONCE: &str = "exactly once";
/// Every caller with an id is told what its first accepted entry says.
pub const FIRST_DECIDES: &str = "the first accepted entry with an id decides";
/// Nothing else is told to a caller: no "no" from a failure.
pub const ONLY_ACCEPTED: &str = "only an accepted entry is an answer";
/// Sequences are 1, 2, 3 …, each chained on the one before.
pub const GAPLESS: &str = "gapless";
/// What one reader has read is the beginning of what every later one reads.
pub const READERS_AGREE: &str = "readers agree";
/// An accepted entry was decided on all earlier entries of its stream.
pub const SAW_ALL: &str = "a decision saw every earlier entry of its stream";
/// The outcome of a command is in the chain as a whole or not at all.
pub const WHOLE: &str = "an entry is in the ledger whole or not at all";
/// Where nothing more can happen, no living writer holds a command.
pub const NOBODY_WAITS: &str = "nobody waits for ever";
/// The model's own limits were not met.
pub const ROOM: &str = "the model has room";

/// The properties of that configuration.
pub fn of(config: &Config) -> Vec<Property<AppendModel>> {
    let mut properties = vec![
        Property::always(ACKNOWLEDGED, acknowledged),
        Property::always(ONCE, once),
        Property::always(FIRST_DECIDES, first_decides),
        Property::always(ONLY_ACCEPTED, only_accepted),
        Property::always(GAPLESS, |model: &AppendModel, state: &State| {
            let accepted = state.accepted(model.config.variant);
            (1..).zip(&accepted).all(|(sequence, entry)| entry.sequence == sequence)
                && accepted.windows(2).all(|two| two[1].previous == two[0].id)
        }),
        Property::always(READERS_AGREE, |model: &AppendModel, state: &State| {
            let accepted = state.accepted(model.config.variant);
            state.seen.len() <= accepted.len()
                && state.seen.iter().zip(&accepted).all(|(id, entry)| *id == entry.id)
        }),
        Property::always(SAW_ALL, saw_all),
        Property::always(WHOLE, whole),
        Property::always(NOBODY_WAITS, nobody_waits),
        Property::always(ROOM, |_, state: &State| !state.overflow),
    ];
    properties.extend(sights(config));
    properties
}

fn acknowledged(model: &AppendModel, state: &State) -> bool {
    let accepted = state.accepted(model.config.variant);
    state.answers.iter().flatten().all(|answer| match answer {
        Answer::Entry { id, .. } => accepted.iter().any(|entry| entry.id == *id),
        Answer::Denied => true,
    })
}

/// Whether everything that was told to callers is what the chain says.
pub fn answers_are_right(model: &AppendModel, state: &State) -> bool {
    state.answers.iter().all(|answer| *answer != Some(Answer::Denied))
        && acknowledged(model, state)
        && first_decides(model, state)
        && whole(model, state)
}

fn once(model: &AppendModel, state: &State) -> bool {
    let accepted = state.accepted(model.config.variant);
    accepted.iter().enumerate().all(|(place, entry)| {
        let twin = |other: &&Entry| other.part == entry.part && same_id(model, other, entry);
        !accepted[..place].iter().any(|other| twin(&other))
    })
}

fn same_id(model: &AppendModel, one: &Entry, other: &Entry) -> bool {
    let command = |entry: &Entry| model.config.commands[usize::from(entry.command)];
    command(one).has_id_of(&command(other))
}

fn first_decides(model: &AppendModel, state: &State) -> bool {
    let accepted = state.accepted(model.config.variant);
    let right = state.answers.iter().zip(model.config.commands).all(|(answer, asked)| {
        let Some(Answer::Entry { id, reused }) = answer else { return true };
        let of = |entry: &Entry| model.config.commands[usize::from(entry.command)];
        match accepted.iter().find(|entry| of(entry).has_id_of(asked)) {
            Some(first) => {
                let same = of(first).is_same_command(asked);
                (first.id == *id || first.part == 1) && *reused != same
            }
            // Its entry is not there: another property says so.
            None => true,
        }
    });
    right && !state.contradicted
}

fn only_accepted(model: &AppendModel, state: &State) -> bool {
    let accepted = state.accepted(model.config.variant);
    state.answers.iter().enumerate().all(|(command, answer)| {
        let decided = |entry: &Entry| usize::from(entry.command) == command;
        *answer != Some(Answer::Denied) || !accepted.iter().any(decided)
    })
}

fn saw_all(model: &AppendModel, state: &State) -> bool {
    let accepted = state.accepted(model.config.variant);
    let stream = |entry: &Entry| model.config.commands[usize::from(entry.command)].stream;
    accepted.iter().enumerate().all(|(place, entry)| {
        let earlier = accepted[..place].iter().rfind(|other| stream(other) == stream(entry));
        let (link, nth) = earlier.map_or((0, 0), |before| (before.id, before.nth));
        entry.link == link && entry.nth == nth + 1
    })
}

fn whole(model: &AppendModel, state: &State) -> bool {
    let parts = if model.config.variant == Variant::TwoEntries { 2 } else { 1 };
    let accepted = state.accepted(model.config.variant);
    state.answers.iter().enumerate().all(|(command, answer)| {
        let of = |entry: &&Entry| usize::from(entry.command) == command;
        answer.is_none() || [0, parts].contains(&accepted.iter().filter(of).count())
    })
}

fn nobody_waits(model: &AppendModel, state: &State) -> bool {
    if state.writers.iter().all(|writer| writer.jobs == 0 && writer.pipeline.is_empty()) {
        return true;
    }
    let mut actions = Vec::new();
    model.actions(state, &mut actions);
    !actions.is_empty()
}

/// What must be met in that configuration.
fn sights(config: &Config) -> Vec<Property<AppendModel>> {
    macro_rules! sight {
        ($properties:ident, $when:expr, $name:literal, $sight:ident) => {
            if $when {
                $properties.push(Property::sometimes($name, |model: &AppendModel, _| {
                    model.sights.has(Sight::$sight)
                }));
            }
        };
    }
    let mut all = Vec::new();
    let several = config.writers > 1;
    let repeats = config.attempts > 1;
    let uncertain = config.unknowns > 0 || config.crashes > 0;
    sight!(all, several, "a race is lost", RaceLost);
    sight!(all, repeats, "a retry is answered by the entry that it finds", FoundEntryAnswers);
    sight!(
        all,
        repeats && !config.loads,
        "a retry waits for an unconfirmed entry",
        WaitsForUnconfirmed
    );
    sight!(all, config.unknowns > 0, "an unknown is settled: it is in the log", UnknownIsSettled);
    sight!(all, several && uncertain, "a late request is a stray", LateStray);
    sight!(all, uncertain, "a late request lands on an unmoved head", LateAccepted);
    sight!(all, config.duplicates > 0, "a request lands twice", LandsTwice);
    sight!(all, config.lag && several, "a read-back ends early", LaggingRead);
    sight!(all, config.strays > 0, "an entry lands behind a stray", GapYetAccepted);
    sight!(all, config.failovers > 0, "a new leader lacks uncommitted messages", TailLost);
    sight!(all, config.loads && several, "a snapshot is ahead of the head", IndexAhead);
    sight!(all, config.loads, "a snapshot is older than the tail", TailTooShort);
    let shared = |digest: u8| {
        let same = |one: &super::config::Command| {
            one.digest == digest
                && config.commands.iter().any(|two| two != one && two.has_id_of(one))
        };
        config.commands.iter().any(same)
    };
    sight!(all, shared(2), "an id is used for something else", IdReused);
    sight!(all, shared(0), "an abandoned command is answered so", AbandonWins);
    all
}
