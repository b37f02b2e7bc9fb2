//! The configurations of the append protocol that are explored, and the smallest one in which each
//! mutation shows.

use super::config::{Command, Config};
use super::model::AppendModel;
use super::properties as promise;
use super::variant::Variant;
use crate::check::{Outcome, explore, refute};
use crate::run::{Mutation, Run};

const A: Command = Command::new(0, 1);
const B: Command = Command::new(0, 2);
const C: Command = Command::new(0, 3);
/// In another stream.
const X: Command = Command::new(1, 1);

const SMALL: Config = Config::SMALLEST;

/// What is explored every day.
pub const DAILY: &[Config] = &[
    Config {
        name: "2 writers, 2 commands sent twice, 1 unknown",
        attempts: 2,
        unknowns: 1,
        ..SMALL
    },
    Config { name: "2 writers, 2 commands sent twice, 1 crash", attempts: 2, crashes: 1, ..SMALL },
    Config {
        name: "2 writers, 3 commands, pipeline 3, 1 unknown",
        commands: &[A, B, C],
        pipeline: 3,
        unknowns: 1,
        ..SMALL
    },
    Config {
        name: "3 writers, 3 commands, 1 unknown",
        writers: 3,
        commands: &[A, B, C],
        unknowns: 1,
        ..SMALL
    },
    Config {
        name: "3 writers, 1 command sent three times, 1 unknown, 1 crash",
        writers: 3,
        commands: &[A],
        attempts: 3,
        unknowns: 1,
        crashes: 1,
        ..SMALL
    },
    Config {
        name: "2 writers, 1 command sent three times, 2 unknowns, 2 crashes",
        commands: &[A],
        attempts: 3,
        unknowns: 2,
        crashes: 2,
        ..SMALL
    },
    Config {
        name: "2 writers, 2 commands, 2 unknowns, 2 crashes",
        unknowns: 2,
        crashes: 2,
        ..SMALL
    },
    Config {
        name: "an id reused and abandoned, 1 unknown, 1 crash",
        commands: &[A, A.reused(), A.abandoned()],
        unknowns: 1,
        crashes: 1,
        ..SMALL
    },
    Config { name: "reads that end early, 1 unknown", lag: true, unknowns: 1, ..SMALL },
    Config {
        name: "reads that end early and 1 short, a foreign message",
        short_reads: 1,
        lag: true,
        strays: 1,
        ..SMALL
    },
    Config { name: "a request that lands twice, 1 unknown", duplicates: 1, unknowns: 1, ..SMALL },
    Config { name: "a change of leader, 1 unknown", failovers: 1, unknowns: 1, ..SMALL },
    Config {
        name: "states loaded from the index, 2 commands",
        commands: &[A, B],
        loads: true,
        ..SMALL
    },
    Config {
        name: "states loaded from the index, 2 streams",
        commands: &[A, X],
        loads: true,
        ..SMALL
    },
    Config {
        name: "states loaded from the index, 1 command sent twice",
        commands: &[A],
        attempts: 2,
        loads: true,
        ..SMALL
    },
];

/// What is explored before something in the protocol changes.
pub const DEEP: &[Config] = &[
    Config {
        name: "3 writers, 2 commands, 2 unknowns, 2 crashes",
        writers: 3,
        unknowns: 2,
        crashes: 2,
        ..SMALL
    },
    Config {
        name: "2 writers, 2 commands sent twice, 1 unknown, 1 crash",
        attempts: 2,
        unknowns: 1,
        crashes: 1,
        ..SMALL
    },
    Config {
        name: "2 writers, 2 commands sent twice, 2 unknowns, 2 crashes",
        attempts: 2,
        unknowns: 2,
        crashes: 2,
        ..SMALL
    },
    Config {
        name: "2 writers, 3 commands, pipeline 3, 2 unknowns, 2 crashes",
        commands: &[A, B, C],
        pipeline: 3,
        unknowns: 2,
        crashes: 2,
        ..SMALL
    },
    Config {
        name: "3 writers, 3 commands, pipeline 3, 2 unknowns, 2 crashes",
        writers: 3,
        commands: &[A, B, C],
        pipeline: 3,
        unknowns: 2,
        crashes: 2,
        ..SMALL
    },
    Config {
        name: "a change of leader with 2 unknowns and 1 crash",
        failovers: 1,
        unknowns: 2,
        crashes: 1,
        ..SMALL
    },
    Config {
        name: "2 changes of leader with 1 unknown, reads that end early",
        failovers: 2,
        unknowns: 1,
        lag: true,
        ..SMALL
    },
    Config {
        name: "states loaded from the index, 2 commands, 1 unknown",
        loads: true,
        unknowns: 1,
        ..SMALL
    },
    Config {
        name: "states loaded from the index, 1 command sent twice, 1 unknown, 1 crash",
        commands: &[A],
        attempts: 2,
        loads: true,
        unknowns: 1,
        crashes: 1,
        ..SMALL
    },
];

/// Where a mutation shows, and by which promise.
pub fn shows_in(variant: Variant) -> (Config, &'static str) {
    let unknown = Config { unknowns: 1, ..SMALL };
    let loads = Config { loads: true, attempts: 2, ..SMALL };
    let (config, caught_by) = match variant {
        Variant::Faithful => (SMALL, ""),
        Variant::AbortedIsFinal => (unknown, promise::ONLY_ACCEPTED),
        Variant::LaterReportConfirms => (Config { strays: 1, ..unknown }, promise::ACKNOWLEDGED),
        Variant::AnswersUnconfirmed => (Config { attempts: 2, ..SMALL }, promise::ACKNOWLEDGED),
        Variant::CacheKeepsLost => (unknown, promise::SAW_ALL),
        Variant::CacheKeepsTouched => {
            (Config { commands: &[A, B, C, X], ..SMALL }, promise::SAW_ALL)
        }
        Variant::TwoEntries => (unknown, promise::WHOLE),
        Variant::NoOffsetTest => (SMALL, promise::ACKNOWLEDGED),
        Variant::AcksLeader => (Config { failovers: 1, ..SMALL }, promise::ACKNOWLEDGED),
        Variant::UncleanElection => (Config { failovers: 1, ..SMALL }, promise::READERS_AGREE),
        Variant::IndexAhead => (loads, promise::SAW_ALL),
        Variant::TailBeforeSnapshot => (loads, promise::SAW_ALL),
        Variant::TailWithGap => (loads, promise::SAW_ALL),
        Variant::WatermarkIsRead => {
            (Config { lag: true, short_reads: 1, ..unknown }, promise::ACKNOWLEDGED)
        }
        Variant::OldReports => (unknown, promise::ACKNOWLEDGED),
        Variant::FabricatedOffset => (unknown, promise::ACKNOWLEDGED),
        Variant::OwnBytes => (Config { attempts: 2, ..SMALL }, promise::ONCE),
        Variant::AbandonHasDigest => {
            (Config { commands: const { &[A, A.abandoned()] }, ..SMALL }, promise::FIRST_DECIDES)
        }
        Variant::DeadlineIsNo => (SMALL, promise::ONLY_ACCEPTED),
        Variant::SequenceAlone => (Config { commands: &[A, B, C], ..SMALL }, promise::SAW_ALL),
    };
    (config.with(variant), caught_by)
}

/// Every configuration.
pub fn runs() -> Vec<Run> {
    let run = |config: &Config, deep: bool| {
        let (config, name) = (config.clone(), config.name);
        let explore = move |threads: usize| explore(AppendModel::new(config.clone()), threads);
        Run { model: "append", name, deep, explore: Box::new(explore) }
    };
    let daily = DAILY.iter().map(|config| run(config, false));
    daily.chain(DEEP.iter().map(|config| run(config, true))).collect()
}

/// Every mutation.
pub fn mutations() -> Vec<Mutation> {
    let mutation = |variant: &Variant| {
        let variant = *variant;
        let (_, caught_by) = shows_in(variant);
        let refute = Box::new(move || refute_one(variant));
        Mutation { model: "append", name: format!("{variant:?}"), caught_by, refute }
    };
    Variant::BROKEN.iter().map(mutation).collect()
}

/// Explores one mutation.
pub fn refute_one(variant: Variant) -> Outcome {
    let (config, _) = shows_in(variant);
    refute(|| AppendModel::new(Config { reduced: false, ..config.clone() }))
}
