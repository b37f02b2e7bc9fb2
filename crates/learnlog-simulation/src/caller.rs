//! Those who ask. Invariant: a caller believes only answers; whatever else comes back, or does not, leaves a command unknown, and a
//! command that is unknown is asked for again under its id.

pub mod command;
pub mod history;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use learnlog_ledger::ledger::Ledger;
use learnlog_ledger::submission::{Answer, AnswerOutcome, Submission};

use crate::process::Process;
use crate::world::World;
use command::Commands;
use history::{Asked, Heard, History};

/// Processes that can be asked, by machine; None while one is dead.
pub type Doors = Arc<Mutex<Vec<Option<Process>>>>;

/// One caller.
pub struct Caller {
    /// Where.
    pub world: Arc<World>,
    /// Whom it can ask.
    pub doors: Doors,
    /// What all callers have asked and heard.
    pub history: Arc<Mutex<History>>,
    /// What this one asks.
    pub commands: Commands,
}

/// What one attempt is about.
#[derive(Clone)]
pub struct Attempt {
    /// What is asked.
    pub submission: Submission,
    /// The caller was told by the process that it asks now, and knows, that everything the command names is defined.
    pub rests_on_answer: bool,
}

impl Caller {
    /// Asks for so many commands, one after the other.
    pub async fn run(mut self, commands: usize) {
        for _ in 0..commands {
            let patient = self.world.below(6) == 0;
            self.world.pause(if patient { 6_000 } else { 150 }).await;
            let door = self.pick();
            let attempt = self.commands.next(&self.world, door);
            self.work_on(attempt, door).await;
        }
    }

    async fn work_on(&mut self, mut attempt: Attempt, mut door: usize) {
        for _ in 0..=self.world.below(4) {
            if self.world.below(12) == 0 {
                // The same command at two processes at once.
                let other = self.pick();
                let twin = Attempt { rests_on_answer: false, ..attempt.clone() };
                let both = tokio::join!(self.ask(&attempt, door), self.ask(&twin, other));
                if both.0.or(both.1).is_some() {
                    return;
                }
            } else if let Some(answer) = self.ask(&attempt, door).await {
                self.commands.heard(&attempt.submission, &answer, door);
                return;
            }
            door = self.pick();
            attempt.rests_on_answer = false;
        }
        if self.world.below(3) == 0 {
            let given_up = Attempt { submission: command::abandon(&attempt.submission), ..attempt };
            self.ask(&given_up, door).await;
        }
    }

    fn pick(&self) -> usize {
        let doors = self.doors.lock().unwrap_or_else(PoisonError::into_inner).len();
        usize::try_from(self.world.below(doors as u64)).unwrap_or_default()
    }

    /// One attempt at one process, for as long as this caller has patience.
    async fn ask(&self, attempt: &Attempt, door: usize) -> Option<Answer> {
        let patience = Duration::from_millis(100 + self.world.below(12_000));
        let ledger = {
            let doors = self.doors.lock().unwrap_or_else(PoisonError::into_inner);
            doors.get(door)?.as_ref().map(|process| Arc::clone(&process.ledger))?
        };
        ask(&self.world, &self.history, &ledger, attempt, patience).await
    }
}

/// Asks, and keeps what was asked and heard.
pub async fn ask(
    world: &World,
    history: &Mutex<History>,
    ledger: &Ledger,
    attempt: &Attempt,
    patience: Duration,
) -> Option<Answer> {
    let submission = attempt.submission.clone();
    let asked = Asked::of(&submission, world.elapsed());
    lock(history).ask(asked.clone(), &submission);
    world.note(|| format!("asks {asked}"));
    // A request takes time to arrive, and so does its answer.
    world.pause(3).await;
    let answered = tokio::time::timeout(patience, ledger.submit(submission)).await;
    world.pause(3).await;
    let answer = match answered {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            world.note(|| format!("hears of {}: {error}", asked.command));
            return None;
        }
        Err(_) => {
            world.note(|| format!("hears nothing of {}", asked.command));
            return None;
        }
    };
    let entry = answer.entry.map_or(0, |entry| entry.sequence);
    world.note(|| format!("hears of {}: {} at {entry}", asked.command, told(&answer.outcome)));
    let heard = Heard {
        asked,
        at: world.elapsed(),
        rests_on_answer: attempt.rests_on_answer,
        answer: answer.clone(),
    };
    lock(history).heard.push(heard);
    Some(answer)
}

fn told(outcome: &AnswerOutcome) -> &str {
    match outcome {
        AnswerOutcome::Recorded(_) => "recorded",
        AnswerOutcome::Rejected(rejected) => &rejected.reason,
        AnswerOutcome::Unchanged(_) => "unchanged",
        AnswerOutcome::Abandoned => "abandoned",
    }
}

fn lock(history: &Mutex<History>) -> std::sync::MutexGuard<'_, History> {
    history.lock().unwrap_or_else(PoisonError::into_inner)
}
