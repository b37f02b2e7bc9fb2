//! What a writer and its companions need of the machine besides their ports: somewhere to block, threads that go on, random bytes.
//! Invariant: nothing else in this crate starts a thread or draws a random number, so that a simulation which stands in for the host
//! decides everything that happens.

mod signal;
mod system;

use std::io;
use std::time::Duration;

use futures::future::BoxFuture;

pub use signal::{Driven, Driver, driven};
pub use system::SystemHost;

/// Work that blocks.
pub type Work = Box<dyn FnOnce() + Send>;

/// The machine, or a simulation of one.
pub trait Host: Send + Sync + 'static {
    /// Runs work that blocks where it holds up nobody. Comes back when it is done or has panicked.
    fn block(&self, work: Work) -> BoxFuture<'static, ()>;

    /// Takes one step after the other beside everything else, until the last or until told to stop. Errors: the operating system has no
    /// thread to give.
    fn drive(&self, name: String, steps: Box<dyn Steps>) -> io::Result<Driven>;

    /// Fills `bytes` with what nobody can foresee.
    fn random(&self, bytes: &mut [u8]);
}

/// Something that goes on, step by step.
pub trait Steps: Send {
    /// One step. It may block, but not so long that whoever stops it would mind.
    fn step(&mut self) -> Next;
}

/// After a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another one.
    Now,
    /// Another one, so much later.
    After(Duration),
    /// That was the last.
    Ended,
}

/// Runs work that blocks and brings back its result; None if it panicked.
pub(crate) async fn blocking<T: Send + 'static>(
    host: &dyn Host,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, result) = tokio::sync::oneshot::channel();
    // Who asked may have gone.
    host.block(Box::new(move || drop(sender.send(work())))).await;
    result.await.ok()
}
