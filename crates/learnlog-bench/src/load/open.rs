//! Commands that come at a fixed rate, whatever becomes of those before them. Invariant: a learner's commands stay in
//! order: one that got no answer is sent again, under its own id, before the learner's next.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use learnlog_proto::api::SubmitRequest;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tonic::{Code, Request};

use super::{FAREWELL, check, check_again};
use crate::client::{Connection, Target};
use crate::latency::Latencies;
use crate::workload::source::{Bundle, Source};

/// How long a caller waits for an answer.
pub const DEADLINE: Duration = Duration::from_secs(1);

/// Connections that the callers share.
const CONNECTIONS: usize = 16;

/// Between two looks at how many commands are due.
const TICK: Duration = Duration::from_millis(2);

/// Commands sent again at once when the load has ended.
const SETTLED_AT_ONCE: usize = 64;

/// What came of a load.
#[derive(Debug)]
pub struct Came {
    /// Commands sent.
    pub sent: u64,
    /// Those of them that were refused.
    pub refused: u64,
    /// Those of them that got no answer, or not in time.
    pub late: u64,
    /// How long the others took.
    pub answered: Latencies,
    /// From the first command to the last, or to the last answer in time.
    pub elapsed: Duration,
}

impl Came {
    /// Answers in time per second.
    pub fn rate(&self) -> f64 {
        self.answered.count() as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Who sends some learners' commands, one at a time.
struct Hand {
    bundle: Bundle,
    /// What was sent and not answered.
    open: Option<SubmitRequest>,
}

enum Outcome {
    Answered(Duration),
    Refused,
    Late,
}

/// Sends `rate` commands a second for that long, then those again that got no answer. Errors: an answer other than yes, or a refusal
/// for another reason than too much.
pub async fn run(
    target: &Target,
    source: &Arc<Source>,
    rate: f64,
    duration: Duration,
) -> anyhow::Result<Came> {
    let mut load = Load::new(target, source).await?;
    let begun = Instant::now();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while begun.elapsed() < duration {
        ticks.tick().await;
        let due = begun.elapsed().min(duration).as_secs_f64() * rate;
        while (load.came.sent as f64) < due {
            // Not when it is sent: a client that comes to it late has kept its caller waiting.
            let at = begun + Duration::from_secs_f64(load.came.sent as f64 / rate);
            load.send(at)?;
        }
    }
    let offered = begun.elapsed();
    let all = async {
        while let Some(ended) = load.tasks.join_next().await {
            load.take(ended.context("a caller broke")?)?;
        }
        // Where nothing is answered any more, the time goes on.
        load.came.elapsed = load.last_answer.saturating_duration_since(begun).max(offered);
        load.settle().await
    };
    tokio::time::timeout(FAREWELL, all).await.context("answers did not come in time")??;
    Ok(load.came)
}

struct Load<'a> {
    source: &'a Source,
    connections: Vec<Connection>,
    /// Who may send, the one who waited longest first.
    idle: VecDeque<Hand>,
    tasks: JoinSet<anyhow::Result<(Hand, Outcome)>>,
    came: Came,
    last_answer: Instant,
}

impl<'a> Load<'a> {
    async fn new(target: &Target, source: &'a Source) -> anyhow::Result<Self> {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(target.connect().await?);
        }
        let answered = Latencies::new()?;
        let came = Came { sent: 0, refused: 0, late: 0, answered, elapsed: Duration::ZERO };
        let (idle, tasks) = (VecDeque::new(), JoinSet::new());
        Ok(Self { source, connections, idle, tasks, came, last_answer: Instant::now() })
    }

    /// Sends one command more, which was due then.
    fn send(&mut self, due: Instant) -> anyhow::Result<()> {
        while let Some(ended) = self.tasks.try_join_next() {
            self.take(ended.context("a caller broke")?)?;
        }
        let hand = self.idle.pop_front();
        let hand = hand.unwrap_or_else(|| Hand { bundle: self.source.take(1), open: None });
        let index = usize::try_from(self.came.sent)? % self.connections.len();
        let connection = self.connections.get(index).context("no connection")?.clone();
        self.came.sent += 1;
        self.start(hand, connection, due)
    }

    fn start(
        &mut self,
        mut hand: Hand,
        connection: Connection,
        due: Instant,
    ) -> anyhow::Result<()> {
        let again = hand.open.take();
        let is_again = again.is_some();
        let request = match again {
            Some(request) => request,
            None => {
                self.source.next_of(&mut hand.bundle).context("the workload has ended")?.request
            }
        };
        self.tasks.spawn(call(hand, connection, request, is_again, due));
        Ok(())
    }

    fn take(&mut self, ended: anyhow::Result<(Hand, Outcome)>) -> anyhow::Result<()> {
        let (hand, outcome) = ended?;
        self.idle.push_back(hand);
        match outcome {
            Outcome::Answered(took) => {
                self.came.answered.record(took);
                self.last_answer = Instant::now();
            }
            Outcome::Refused => self.came.refused += 1,
            Outcome::Late => self.came.late += 1,
        }
        Ok(())
    }

    /// Sends again what got no answer, until all have one: the next load finds every learner where its commands go on.
    async fn settle(&mut self) -> anyhow::Result<()> {
        while let Some(hand) = self.idle.pop_front() {
            if hand.open.is_some() {
                let index = self.tasks.len() % self.connections.len();
                let connection = self.connections.get(index).context("no connection")?.clone();
                self.start(hand, connection, Instant::now())?;
            } else {
                self.source.put_back(hand.bundle);
            }
            let full = self.tasks.len() >= SETTLED_AT_ONCE || self.idle.is_empty();
            if full && let Some(ended) = self.tasks.join_next().await {
                self.idle.push_back(ended.context("a caller broke")??.0);
            }
        }
        Ok(())
    }
}

async fn call(
    mut hand: Hand,
    connection: Connection,
    command: SubmitRequest,
    again: bool,
    due: Instant,
) -> anyhow::Result<(Hand, Outcome)> {
    let mut request = Request::new(command.clone());
    request.set_timeout(DEADLINE.saturating_sub(due.elapsed()));
    let outcome = match connection.commands().submit(request).await {
        Ok(response) => {
            let response = response.get_ref();
            if again {
                check_again(response)?
            } else {
                check(response)?
            }
            let took = due.elapsed();
            if took <= DEADLINE { Outcome::Answered(took) } else { Outcome::Late }
        }
        Err(status) => {
            hand.open = Some(command);
            match status.code() {
                Code::ResourceExhausted => Outcome::Refused,
                // Cancelled: the client's own clock came first. Unavailable: what the server needs is overloaded, too.
                Code::DeadlineExceeded | Code::Cancelled | Code::Unavailable => Outcome::Late,
                _ => bail!(status),
            }
        }
    };
    Ok((hand, outcome))
}
