//! The machine itself: tokio's blocking threads, threads of the operating system and its random bytes.

use std::io;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::{Driven, Host, Next, Steps, Work, driven};

/// The machine that the process runs on. Needs a tokio runtime.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemHost;

impl Host for SystemHost {
    fn block(&self, work: Work) -> BoxFuture<'static, ()> {
        let done = tokio::task::spawn_blocking(work);
        async move {
            if let Err(error) = done.await {
                tracing::error!(%error, "work on a thread of its own broke: this is a bug");
            }
        }
        .boxed()
    }

    fn drive(&self, name: String, mut steps: Box<dyn Steps>) -> io::Result<Driven> {
        let (driven, driver) = driven();
        std::thread::Builder::new().name(name).spawn(move || {
            while !driver.is_stopped() {
                match steps.step() {
                    Next::Now => {}
                    Next::After(pause) => driver.pause(pause),
                    Next::Ended => break,
                }
            }
            drop(steps);
            drop(driver);
        })?;
        Ok(driven)
    }

    fn random(&self, bytes: &mut [u8]) {
        // Without randomness ids may repeat, which nothing relies on: sequence and hash name an entry.
        if getrandom::fill(bytes).is_err() {
            tracing::warn!("the operating system gives no random bytes for an entry id");
        }
    }
}
