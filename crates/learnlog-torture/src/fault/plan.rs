//! Which fault comes next. Invariant: of every round, each kind of fault is one.

use std::fmt;
use std::time::Duration;

use super::Faults;
use crate::random::Random;
use crate::site::{NODES, Site};

/// Faults of one lane come one after the other; lanes go side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneKind {
    /// Processes and their clocks.
    Processes,
    /// Kafka and PostgreSQL.
    Servers,
    /// What lies between processes and those.
    Links,
    /// What lies between callers and processes, and among processes.
    Calls,
}

/// What a connection is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// From a process to the brokers.
    Kafka,
    /// From a process to PostgreSQL.
    Database,
    /// From callers to a process.
    Callers,
    /// From the other processes to a process.
    Peers,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// kill -9 of a process, and its next life.
    KillProcess,
    /// SIGTERM of a process, and its next life.
    EndProcess,
    /// SIGSTOP, then SIGCONT.
    StopProcess,
    /// Its wall clock jumps, and back.
    MoveClock,
    /// kill -9 of a broker, and a restart with its data.
    KillBroker,
    /// SIGSTOP, then SIGCONT.
    StopBroker,
    /// kill -9 of PostgreSQL, and a restart with its data.
    KillDatabase,
    /// SIGSTOP, then SIGCONT.
    StopDatabase,
    /// Connections are closed, and new ones.
    Cut(Link),
    /// Nothing passes either way, and nobody is told.
    Hold(Link),
    /// Questions pass, answers do not.
    HoldAnswers(Link),
    /// Every piece comes later.
    Delay(Link),
}

/// One fault.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    /// Before it.
    pub gap: Duration,
    /// How long it lasts.
    pub lasts: Duration,
    /// What happens.
    pub kind: Kind,
    /// Which process.
    pub node: usize,
    /// Which broker.
    pub broker: usize,
    /// For a clock: how far.
    pub seconds: i64,
    /// For a delay: how much.
    pub delay: Duration,
}

/// A sequence of faults without an end.
#[derive(Debug)]
pub struct Lane {
    random: Random,
    kinds: Vec<Kind>,
    /// Kinds that are still to come in this round.
    left: Vec<Kind>,
    rounds: usize,
    longest: Duration,
    brokers: usize,
}

const SHORTEST_GAP: Duration = Duration::from_millis(300);
/// Longer than a process counts as there that says nothing (2.5 s).
const SHORTEST: Duration = Duration::from_secs(3);
const DEAD_MILLIS: (u64, u64) = (200, 3_000);
const DELAY_MILLIS: (u64, u64) = (20, 300);
const CLOCK_SECONDS: (u64, u64) = (2, 40);

const PROCESSES: [Kind; 4] =
    [Kind::KillProcess, Kind::EndProcess, Kind::StopProcess, Kind::MoveClock];

const SERVERS: [Kind; 4] =
    [Kind::KillBroker, Kind::StopBroker, Kind::KillDatabase, Kind::StopDatabase];

impl Lane {
    /// Of what can be done to this site.
    pub fn new(faults: Faults, kind: LaneKind, site: &Site) -> Self {
        let kinds = match kind {
            LaneKind::Processes => PROCESSES.to_vec(),
            LaneKind::Servers => SERVERS.to_vec(),
            LaneKind::Links => links(&[Link::Kafka, Link::Database]),
            LaneKind::Calls => links(&[Link::Callers, Link::Peers]),
        };
        let name = match kind {
            LaneKind::Processes => "processes",
            LaneKind::Servers => "servers",
            LaneKind::Links => "links",
            LaneKind::Calls => "calls",
        };
        let random = Random::new(faults.seed, name, 0);
        let brokers = site.servers.brokers.len();
        Self { random, kinds, left: Vec::new(), rounds: 0, longest: faults.longest, brokers }
    }

    /// Each kind has been at least once.
    pub fn has_drawn_all(&self) -> bool {
        self.rounds > 0 && (self.rounds > 1 || self.left.is_empty())
    }

    /// The next one.
    pub fn draw(&mut self) -> Planned {
        if self.left.is_empty() {
            self.left.clone_from(&self.kinds);
            self.random.shuffle(&mut self.left);
            self.rounds += 1;
        }
        let kind = self.left.pop().unwrap_or(Kind::StopProcess);
        let mut millis = |(least, most)| Duration::from_millis(self.random.between(least, most));
        let gap = millis((as_millis(SHORTEST_GAP), as_millis(self.longest / 2)));
        let lasts = match kind {
            Kind::KillProcess | Kind::EndProcess | Kind::KillBroker | Kind::KillDatabase => {
                millis(DEAD_MILLIS)
            }
            _ => millis((as_millis(SHORTEST), as_millis(self.longest))),
        };
        let delay = millis(DELAY_MILLIS);
        let (least, most) = CLOCK_SECONDS;
        let ahead = i64::try_from(self.random.between(least, most)).unwrap_or_default();
        let seconds = if self.random.percent(50) { ahead } else { -ahead };
        let (node, broker) = (self.random.below(NODES), self.random.below(self.brokers));
        Planned { gap, lasts, kind, node, broker, seconds, delay }
    }
}

fn links(each: &[Link]) -> Vec<Kind> {
    each.iter()
        .flat_map(|&link| {
            [Kind::Cut(link), Kind::Hold(link), Kind::HoldAnswers(link), Kind::Delay(link)]
        })
        .collect()
}

fn as_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let link = |link: &Link| match link {
            Link::Kafka => "Kafka",
            Link::Database => "PostgreSQL",
            Link::Callers => "callers",
            Link::Peers => "other processes",
        };
        match self {
            Self::KillProcess => f.write_str("kill -9 of a process"),
            Self::EndProcess => f.write_str("end of a process by SIGTERM"),
            Self::StopProcess => f.write_str("stop and continue a process"),
            Self::MoveClock => f.write_str("move a process's clock"),
            Self::KillBroker => f.write_str("kill -9 and restart of a Kafka broker"),
            Self::StopBroker => f.write_str("stop and continue a Kafka broker"),
            Self::KillDatabase => f.write_str("kill -9 and restart of PostgreSQL"),
            Self::StopDatabase => f.write_str("stop and continue PostgreSQL"),
            Self::Cut(of) => write!(f, "cut connections to {}", link(of)),
            Self::Hold(of) => write!(f, "black hole to {}", link(of)),
            Self::HoldAnswers(of) => write!(f, "black hole for answers, {}", link(of)),
            Self::Delay(of) => write!(f, "delay of connections to {}", link(of)),
        }
    }
}
