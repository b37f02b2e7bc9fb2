//! One caller. Invariant: after an unknown outcome it sends the same command again, to another process, until it knows or gives up.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::ask::Command;
use super::burst;
use super::recorded::Recorded;
use super::told::Told;
use super::world::World;
use crate::history::{Asked, Outcome, Position};
use crate::pause::pause;
use crate::random::Random;
use crate::site::NODES;

/// Attempts at one command.
const ATTEMPTS: usize = 6;

/// Attempts at settling what was unknown, when faults have ended.
const SETTLING_ATTEMPTS: usize = 20;

/// For all of them together.
const SETTLING_LIMIT: Duration = Duration::from_secs(60);

/// Of a hundred unknown commands, so many are given up by Abandon and not only sent again.
const ABANDONED_PERCENT: usize = 20;

/// Commands that a caller remembers, to send them again.
const PAST_COMMANDS: usize = 200;

/// Of a hundred new commands, so many are to wait for what other processes have told.
const AWAITING_PERCENT: usize = 25;

/// Most commands of one call are about so many learners.
const BURST_LEARNERS: usize = 3;

/// Between two commands of one call, at most: all are sent well before the call has to end.
const SLOWEST_PACE_MILLIS: u64 = 200;

/// Between two attempts: whoever was asked may not be there.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

/// A caller with its memory.
pub struct Caller {
    recorded: Recorded,
    home: usize,
    random: Random,
    world: Arc<World>,
    told: Told,
    past: VecDeque<Command>,
    /// About learners, and nobody knows what came of it.
    unknown: Vec<Asked>,
}

impl Caller {
    /// Calls mostly `home`.
    pub fn new(recorded: Recorded, home: usize, random: Random, world: Arc<World>) -> Self {
        let (told, past, unknown) = (Told::default(), VecDeque::new(), Vec::new());
        Self { recorded, home, random, world, told, past, unknown }
    }

    /// Works until told to end, and then settles what is unknown. Errors: the file cannot be written.
    pub async fn work(mut self, ending: Arc<AtomicBool>) -> anyhow::Result<()> {
        while !ending.load(Ordering::SeqCst) {
            match self.random.below(100) {
                0..49 => self.submit_new().await?,
                49..54 => self.submit_by_turns().await?,
                54..67 => self.submit_again().await?,
                67..70 => self.submit_other_content().await?,
                70..73 => self.abandon_before().await?,
                73..87 => self.read().await?,
                87..90 => self.read_entries().await?,
                90..93 => self.recorded.position(self.home).await?,
                93..95 => {
                    let command = Command::anything(&self.world, &mut self.random);
                    self.recorded.validate(self.home, command).await;
                }
                _ => self.burst().await?,
            }
        }
        let end = Instant::now() + SETTLING_LIMIT;
        for Asked { stream, command_id, .. } in std::mem::take(&mut self.unknown) {
            if Instant::now() < end {
                let abandon = Command::abandon(stream, command_id);
                self.insist(abandon, self.home, SETTLING_ATTEMPTS).await?;
            }
        }
        Ok(())
    }

    async fn submit_new(&mut self) -> anyhow::Result<()> {
        let mut command = Command::anything(&self.world, &mut self.random);
        if self.random.percent(AWAITING_PERCENT) {
            command = command.not_before(self.told.by_others(self.home));
        }
        self.insist(command, self.home, ATTEMPTS).await
    }

    /// About one learner, by one process after the other: each is to know what the others have just said.
    async fn submit_by_turns(&mut self) -> anyhow::Result<()> {
        let learner = self.world.learner(&mut self.random);
        let mut node = self.home;
        for _ in 0..NODES {
            let id = self.random.id();
            let command = Command::about(learner, id, &self.world, &mut self.random);
            self.insist(command.not_before(self.told.by_others(node)), node, ATTEMPTS).await?;
            node = (node + 1) % NODES;
        }
        Ok(())
    }

    /// A command of which nobody doubts anything.
    async fn submit_again(&mut self) -> anyhow::Result<()> {
        let Some(command) = self.remembered() else { return Ok(()) };
        let node = self.another();
        self.insist(command, node, 1).await
    }

    /// Another command under an id that was used.
    async fn submit_other_content(&mut self) -> anyhow::Result<()> {
        let Some(Command { asked, .. }) = self.remembered() else { return Ok(()) };
        if self.world.courses.contains(&asked.stream) {
            return Ok(());
        }
        let (stream, id) = (asked.stream, asked.command_id);
        let command = Command::about(stream, id, &self.world, &mut self.random);
        let node = self.another();
        self.insist(command, node, 1).await
    }

    /// Gives an id up, and uses it all the same.
    async fn abandon_before(&mut self) -> anyhow::Result<()> {
        let learner = self.world.learner(&mut self.random);
        let command = Command::about(learner, self.random.id(), &self.world, &mut self.random);
        let abandon = Command::abandon(learner, command.asked.command_id);
        self.insist(abandon, self.home, 2).await?;
        let node = self.another();
        self.insist(command, node, 2).await
    }

    async fn read(&mut self) -> anyhow::Result<()> {
        let (node, learner, at_least) = self.question();
        let position = self.recorded.transcript(node, learner, at_least).await?;
        self.told.hear(node, &position);
        Ok(())
    }

    async fn read_entries(&mut self) -> anyhow::Result<()> {
        let (node, learner, at_least) = self.question();
        self.recorded.replay_stream(node, learner, at_least).await
    }

    /// Mostly about a learner just changed, mostly by way of another process, mostly with what was acknowledged.
    fn question(&mut self) -> (usize, Uuid, Position) {
        let last = self.past.back().map(|command| command.asked.stream);
        let last = last.filter(|stream| !self.world.courses.contains(stream));
        let learner = match last {
            Some(learner) if self.random.percent(70) => learner,
            _ => self.world.learner(&mut self.random),
        };
        let node = if self.random.percent(70) { self.another() } else { self.home };
        let at_least = match self.random.percent(80) {
            true => self.told.by_all(),
            false => Position::new(),
        };
        (node, learner, at_least)
    }

    async fn burst(&mut self) -> anyhow::Result<()> {
        let commands = self.about_few();
        let pace = match self.random.percent(50) {
            true => Duration::ZERO,
            false => Duration::from_millis(self.random.between(1, SLOWEST_PACE_MILLIS)),
        };
        let outcomes = burst::submit(&mut self.recorded, self.home, &commands, pace).await?;
        for (command, outcome) in commands.into_iter().zip(outcomes) {
            if let Outcome::Unknown(_) = outcome {
                let node = self.another();
                self.insist(command, node, ATTEMPTS).await?;
            } else {
                self.learn(self.home, &command, &outcome);
            }
        }
        Ok(())
    }

    /// Commands most of which are about so few learners that they follow each other.
    fn about_few(&mut self) -> Vec<Command> {
        let (world, random) = (&self.world, &mut self.random);
        let learners = [(); BURST_LEARNERS].map(|()| world.learner(random));
        let draw = || match random.percent(20) {
            true => Command::anything(world, random),
            false => {
                let learner = learners[random.below(BURST_LEARNERS)];
                Command::about(learner, random.id(), world, random)
            }
        };
        let mut commands: Vec<_> = std::iter::repeat_with(draw).take(burst::COMMANDS).collect();
        let told = self.told.by_others(self.home);
        for command in &mut commands {
            if self.random.percent(AWAITING_PERCENT) {
                *command = command.clone().not_before(told.clone());
            }
        }
        commands
    }

    /// Submits to `node`, and while the outcome is unknown to others.
    async fn insist(
        &mut self,
        mut command: Command,
        mut node: usize,
        attempts: usize,
    ) -> anyhow::Result<()> {
        for _ in 0..attempts {
            let outcome = self.recorded.submit(node, &command).await?;
            if !matches!(outcome, Outcome::Unknown(_)) {
                self.learn(node, &command, &outcome);
                return Ok(());
            }
            node = (node + 1 + self.random.below(NODES - 1)) % NODES;
            let asked = &command.asked;
            let learner = asked.content.filter(|_| !self.world.courses.contains(&asked.stream));
            if learner.is_some() && self.random.percent(ABANDONED_PERCENT) {
                command = Command::abandon(asked.stream, asked.command_id);
            }
            pause(RETRY_PAUSE).await;
        }
        if !self.world.courses.contains(&command.asked.stream) {
            self.unknown.push(command.asked.clone());
        }
        self.remember(command);
        Ok(())
    }

    fn learn(&mut self, node: usize, command: &Command, outcome: &Outcome) {
        if let Outcome::Answered(answer) = outcome {
            self.told.hear(node, &answer.position);
            self.remember(command.clone());
        }
    }

    fn remember(&mut self, command: Command) {
        if self.past.len() >= PAST_COMMANDS {
            self.past.pop_front();
        }
        self.past.push_back(command);
    }

    fn remembered(&mut self) -> Option<Command> {
        (!self.past.is_empty()).then(|| self.past[self.random.below(self.past.len())].clone())
    }

    fn another(&mut self) -> usize {
        (self.home + 1 + self.random.below(NODES - 1)) % NODES
    }
}
