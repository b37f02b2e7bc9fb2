//! A TCP proxy whose connections can be cut, held and delayed, each direction by itself. Invariant: no byte is lost, doubled or reordered
//! on a connection that lives; what is held comes later or, after a cut, never.

mod pipe;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::pipe::pipe;

/// What happens to the bytes of one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// They pass.
    Open,
    /// Every piece passes so much later.
    Late(Duration),
    /// They wait until this ends.
    Held,
}

/// What happens to the connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// From whoever connects.
    pub there: Flow,
    /// To whoever connects.
    pub back: Flow,
    /// Connections that began before the last cut are closed.
    cuts: u64,
    /// New connections are closed at once.
    refusing: bool,
}

impl Condition {
    const OPEN: Self = Self { there: Flow::Open, back: Flow::Open, cuts: 0, refusing: false };
}

/// A running proxy; its connections end with it.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    condition: watch::Sender<Condition>,
    target: Arc<watch::Sender<Option<SocketAddr>>>,
    _task: JoinSet<()>,
}

impl Proxy {
    /// Listens there; whoever connects waits until there is a target. Errors: the socket cannot be used.
    pub fn start(listener: TcpListener) -> anyhow::Result<Self> {
        let port = listener.local_addr()?.port();
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let condition = watch::Sender::new(Condition::OPEN);
        let target = Arc::new(watch::Sender::new(None));
        let mut task = JoinSet::new();
        task.spawn(accept(listener, condition.subscribe(), Arc::clone(&target)));
        Ok(Self { port, condition, target, _task: task })
    }

    /// Where to connect.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Leads there from now on.
    pub fn lead_to(&self, target: SocketAddr) {
        self.target.send_replace(Some(target));
    }

    /// Bytes flow so, of old connections and new ones.
    pub fn flow(&self, there: Flow, back: Flow) {
        self.condition.send_modify(|condition| (condition.there, condition.back) = (there, back));
    }

    /// Closes every connection, and new ones until [`Proxy::mend`].
    pub fn cut(&self) {
        self.condition.send_modify(|condition| {
            condition.cuts += 1;
            condition.refusing = true;
        });
    }

    /// Everything passes again. What was cut stays cut.
    pub fn mend(&self) {
        self.condition.send_modify(|condition| {
            *condition = Condition { cuts: condition.cuts, ..Condition::OPEN };
        });
    }
}

async fn accept(
    listener: tokio::net::TcpListener,
    condition: watch::Receiver<Condition>,
    target: Arc<watch::Sender<Option<SocketAddr>>>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((near, _)) = accepted else { continue };
                if condition.borrow().refusing {
                    continue;
                }
                connections.spawn(connect(near, condition.clone(), target.subscribe()));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(
    near: TcpStream,
    condition: watch::Receiver<Condition>,
    mut target: watch::Receiver<Option<SocketAddr>>,
) {
    let began = condition.borrow().cuts;
    let mut cut = condition.clone();
    let work = async {
        let target = *target.wait_for(Option::is_some).await.ok()?;
        let far = TcpStream::connect(target?).await.ok()?;
        near.set_nodelay(true).ok()?;
        far.set_nodelay(true).ok()?;
        let (near_read, near_write) = near.into_split();
        let (far_read, far_write) = far.into_split();
        tokio::join!(
            pipe(near_read, far_write, condition.clone(), |condition| condition.there),
            pipe(far_read, near_write, condition, |condition| condition.back)
        );
        Some(())
    };
    tokio::select! {
        _ = cut.wait_for(|condition| condition.cuts != began) => {}
        _ = work => {}
    }
}

#[cfg(test)]
mod tests;
