//! When a stream of answers ends before it is done. Invariant: whatever ends it says so in the final status.

use std::time::SystemTime;

use futures::future::BoxFuture;
use futures::{FutureExt, Stream, StreamExt};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::authentication::principal::Principal;
use crate::authentication::token::expired;
use crate::deadline::Deadline;
use crate::error::ApiError;
use crate::error::reason::Reason;

#[cfg(test)]
mod tests;

/// The first of: the caller's deadline, the end of the caller's token or certificate, the end of this process.
pub struct End(BoxFuture<'static, ApiError>);

impl End {
    /// Of a stream for `principal`.
    pub fn of(
        deadline: Option<Deadline>,
        principal: &Principal,
        ending: CancellationToken,
    ) -> Self {
        let life = principal.valid_until.duration_since(SystemTime::now()).unwrap_or_default();
        let end = async move {
            let deadline = async {
                match deadline {
                    Some(deadline) => deadline.passed().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = deadline => ApiError::new(
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

    /// `stream`, as long as it may go on.
    pub fn limit<T: Send + 'static>(
        self,
        stream: impl Stream<Item = Result<T, ApiError>> + Send + 'static,
    ) -> Answers<T> {
        let state = Some((self, stream.boxed()));
        futures::stream::unfold(state, |state| async move {
            let (mut end, mut stream) = state?;
            tokio::select! {
                biased;
                error = &mut end.0 => Some((Err(error.into()), None)),
                next = stream.next() => match next? {
                    Ok(answer) => Some((Ok(answer), Some((end, stream)))),
                    Err(error) => Some((Err(error.into()), None)),
                },
            }
        })
        .boxed()
    }
}

/// Answers as tonic takes them.
pub type Answers<T> = std::pin::Pin<Box<dyn Stream<Item = Result<T, Status>> + Send + 'static>>;
