//! When a stream of answers ends before it is done. Invariant: whatever ends it says so in the final status, and then
//! what the stream holds is free, also where its client takes no more answers and keeps the connection.

use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::Status;

use crate::authentication::principal::Principal;
use crate::authentication::token::expired;
use crate::commands::answer::outcome_unknown;
use crate::deadline::Deadline;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::server::DRAIN_LIMIT;

#[cfg(test)]
mod tests;

/// How long a client may take none of the answers that wait for it: what its stream holds is wanted by others.
pub const STALL_LIMIT: Duration = Duration::from_secs(600);

/// Answers of a stream that wait for the transport.
const AHEAD_LIMIT_ANSWERS: usize = 1;

/// The first of: the caller's deadline, the end of the caller's token or certificate, the end of this process.
pub struct End(BoxFuture<'static, ApiError>);

impl End {
    /// Of a stream of entries for `principal`.
    pub fn of(
        deadline: Option<Deadline>,
        principal: &Principal,
        ending: CancellationToken,
    ) -> Self {
        let life = principal.valid_until.duration_since(SystemTime::now()).unwrap_or_default();
        let end = async move {
            tokio::select! {
                () = passed(deadline) => ApiError::new(
                    Reason::DeadlinePassed,
                    "the deadline came before the end of the stream: go on after the last entry",
                ),
                () = Deadline::after(life, None).passed() => expired(),
                () = ending.cancelled() => ApiError::new(
                    Reason::ShuttingDown,
                    "this process is ending: go on elsewhere after the last entry",
                ),
            }
        };
        Self(end.boxed())
    }

    /// Of a stream of commands, which looks at its caller's token itself, and when `ending` is canceled has some time to answer
    /// what it has read.
    pub fn of_items(deadline: Option<Deadline>, ending: CancellationToken) -> Self {
        let end = async move {
            let drained = async {
                ending.cancelled().await;
                Deadline::after(DRAIN_LIMIT, None).passed().await;
            };
            tokio::select! {
                () = passed(deadline) => {}
                () = drained => {}
            }
            outcome_unknown()
        };
        Self(end.boxed())
    }

    /// `stream`, as long as it may go on. A task of its own takes its answers, a few ahead: the transport asks for none while
    /// the client takes none, and would not hear that the stream has ended.
    pub fn limit<T: Send + 'static>(
        self,
        stream: impl Stream<Item = Result<T, ApiError>> + Send + 'static,
        tasks: &TaskTracker,
    ) -> Answers<T> {
        let (answers, taken) = mpsc::channel(AHEAD_LIMIT_ANSWERS);
        let (last, why) = oneshot::channel();
        // It ends with the stream, or with the client.
        drop(tasks.spawn(async move {
            let error = tokio::select! {
                biased;
                error = self.0 => Some(error),
                // A stream that has nothing to say would not notice.
                () = answers.closed() => None,
                error = pass_on(stream.boxed(), &answers) => error,
            };
            // Where the client has gone, nobody is told.
            drop(error.map(|error| last.send(error)));
        }));
        let state = Some((taken, why));
        futures::stream::unfold(state, |state| async move {
            let (mut taken, why) = state?;
            match taken.recv().await {
                Some(answer) => Some((Ok(answer), Some((taken, why)))),
                None => why.await.ok().map(|error| (Err(error.into()), None)),
            }
        })
        .boxed()
    }
}

async fn passed(deadline: Option<Deadline>) {
    match deadline {
        Some(deadline) => deadline.passed().await,
        None => std::future::pending().await,
    }
}

/// What ended the stream, if that was an error.
async fn pass_on<T>(
    mut stream: BoxStream<'static, Result<T, ApiError>>,
    answers: &mpsc::Sender<T>,
) -> Option<ApiError> {
    loop {
        let place = match answers.try_reserve() {
            Ok(place) => place,
            Err(_) => match timeout(STALL_LIMIT, answers.reserve()).await {
                Ok(place) => place.ok()?,
                Err(_) => return Some(stalled()),
            },
        };
        match stream.next().await? {
            Ok(answer) => place.send(answer),
            Err(error) => return Some(error),
        }
    }
}

fn stalled() -> ApiError {
    let message = "answers waited too long to be taken: take them faster, go on after the last one";
    ApiError::new(Reason::DeadlinePassed, message).with("limit_seconds", STALL_LIMIT.as_secs())
}

/// Answers as tonic takes them.
pub type Answers<T> = std::pin::Pin<Box<dyn Stream<Item = Result<T, Status>> + Send + 'static>>;
