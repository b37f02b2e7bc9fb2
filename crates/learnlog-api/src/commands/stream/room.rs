//! How many bytes the items of SubmitStream hold that are read and not answered. Invariant: what all calls hold together is bounded, and
//! what one call holds, so that none takes it all; a call for whose items there is no room is not read on until others are answered.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::places::Place;

/// Encoded bytes of items of all calls.
pub const STREAMS_LIMIT_BYTES: usize = 128 << 20;

/// Encoded bytes of items of one call.
pub const STREAM_LIMIT_BYTES: usize = 8 << 20;

/// What is counted: an item takes at least one.
const UNIT_BYTES: usize = 1 << 10;

/// Of all calls. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rooms(Arc<Semaphore>);

/// Of one call. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Room {
    all: Rooms,
    own: Arc<Semaphore>,
    _place: Arc<Place>,
}

/// Room for items, given back when this is dropped.
#[derive(Debug)]
pub struct Taken {
    all: OwnedSemaphorePermit,
    own: OwnedSemaphorePermit,
}

impl Default for Rooms {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(STREAMS_LIMIT_BYTES / UNIT_BYTES)))
    }
}

impl Room {
    /// Of a new call, which has that place among the calls.
    pub fn of(all: Rooms, place: Place) -> Self {
        let own = Arc::new(Semaphore::new(STREAM_LIMIT_BYTES / UNIT_BYTES));
        Self { all, own, _place: Arc::new(place) }
    }

    /// Comes back when there is room for items of that many units. None: they are more than one call may have.
    pub async fn take(&self, units: u32) -> Option<Taken> {
        // One's own first: who waits for that keeps nothing from others.
        let own = Arc::clone(&self.own).acquire_many_owned(units).await.ok()?;
        let all = Arc::clone(&self.all.0).acquire_many_owned(units).await.ok()?;
        Some(Taken { all, own })
    }
}

impl Taken {
    /// The part of one item.
    pub fn part(&mut self, units: u32) -> Option<Self> {
        let units = usize::try_from(units).ok()?;
        Some(Self { all: self.all.split(units)?, own: self.own.split(units)? })
    }
}

/// What an item of so many encoded bytes takes.
pub fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests;
