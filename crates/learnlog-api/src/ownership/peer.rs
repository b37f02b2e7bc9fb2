//! Another process of the ledger, as one forwards to it: one connection, and a lane per caller's proof. Invariant: the
//! connection is made when it is needed, is asked whether it lives, and is given up with the process; where an authority
//! vouches for processes, tokens go to no other ones.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lru::LruCache;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use uuid::Uuid;

use super::lane::Lane;
use super::token::Token;
use crate::caller::Caller;
use crate::commands::desk::Desk;

/// How long a connection to another process may take to be made.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// How often a connection is asked whether it lives, and how long it may take to say so.
const KEEPALIVE: Duration = Duration::from_secs(1);

/// Callers whose commands are forwarded to one process at once; the one who was silent longest makes room.
const LANES_LIMIT_PER_PEER: NonZeroUsize = NonZeroUsize::new(256).unwrap();

/// Bytes that may be sent ahead on one lane, and on all of a connection.
const WINDOW_BYTES: u32 = 1 << 20;

/// Why nothing is forwarded to a process.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It takes no commands.
    #[error("it has no address")]
    Nowhere,
    /// Callers' tokens would be for all to read.
    #[error("its address is not https: serve there with --certificate as well")]
    PlainText,
    /// Nobody vouches for it.
    #[error("its address is https: name who vouches for it with --peer-authority")]
    NoAuthority,
    /// Another scheme, or none.
    #[error("its address is neither http nor https")]
    Scheme,
    /// It cannot be used.
    #[error("its address or the authority of its certificate cannot be used")]
    Address {
        /// Why.
        #[source]
        source: tonic::transport::Error,
    },
}

/// One other process.
pub struct Peer {
    /// Whose.
    pub id: Uuid,
    /// Where it is.
    pub address: String,
    channel: Channel,
    lanes: Mutex<LruCache<Token, Lane>>,
    gone: CancellationToken,
    /// Times in a row that it could not be reached.
    strikes: AtomicU32,
}

impl Peer {
    /// Not connected yet. Errors: it is not forwarded to, because of that address.
    pub fn new(
        id: Uuid,
        address: &str,
        authority: Option<&ClientTlsConfig>,
    ) -> Result<Self, Unusable> {
        if address.is_empty() {
            return Err(Unusable::Nowhere);
        }
        let endpoint = Endpoint::from_shared(address.to_owned())
            .map_err(|source| Unusable::Address { source })?;
        // An endpoint of plain text would ignore the authority, and send the callers' tokens for all to read.
        match (endpoint.uri().scheme_str(), authority) {
            (Some("https"), Some(_)) | (Some("http"), None) => {}
            (Some("https"), None) => return Err(Unusable::NoAuthority),
            (_, Some(_)) => return Err(Unusable::PlainText),
            (_, None) => return Err(Unusable::Scheme),
        }
        let endpoint = endpoint
            .connect_timeout(CONNECT_LIMIT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(KEEPALIVE)
            .keep_alive_timeout(KEEPALIVE)
            .initial_stream_window_size(WINDOW_BYTES)
            .initial_connection_window_size(WINDOW_BYTES);
        let endpoint = match authority {
            Some(authority) => endpoint
                .tls_config(authority.clone())
                .map_err(|source| Unusable::Address { source })?,
            None => endpoint,
        };
        Ok(Self {
            id,
            address: address.to_owned(),
            channel: endpoint.connect_lazy(),
            lanes: Mutex::new(LruCache::new(LANES_LIMIT_PER_PEER)),
            gone: CancellationToken::new(),
            strikes: AtomicU32::new(0),
        })
    }

    /// The lane of that caller; with what it needs to decide here what does not get there.
    pub fn lane(self: &Arc<Self>, token: &Token, caller: &Caller, desk: &Arc<Desk>) -> Lane {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(token) {
            return lane.clone();
        }
        let lane = Lane::start(Arc::clone(self), token.clone(), caller.clone(), Arc::clone(desk));
        lanes.put(token.clone(), lane.clone());
        lane
    }

    /// A lane has ended: the next command gets another one.
    pub fn forget(&self, token: &Token, number: u64) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.peek(token).is_some_and(|lane| lane.number() == number) {
            lanes.pop(token);
        }
    }

    /// The connection.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// Ends all lanes: what they hold is decided elsewhere.
    pub fn close(&self) {
        self.gone.cancel();
    }

    /// Comes back when it is closed.
    pub async fn closed(&self) {
        self.gone.cancelled().await;
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.gone.is_cancelled()
    }

    /// It answers.
    pub fn answers(&self) {
        if self.strikes.load(Ordering::Relaxed) > 0 {
            self.strikes.store(0, Ordering::Relaxed);
        }
    }

    /// It could not be reached once more; how often that has been before, in a row.
    pub fn strike(&self) -> u32 {
        self.strikes.fetch_add(1, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests;
