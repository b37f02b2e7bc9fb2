//! How many bytes calls may hold.

#![allow(clippy::unwrap_used)]

use futures::FutureExt;

use super::*;
use crate::caller::REJECTIONS_LIMIT_PER_MINUTE;
use crate::error::reason::Reason;
use crate::places::Places;
use crate::testing;

fn rooms(calls: usize) -> Vec<Room> {
    let places = Places::new(2 * calls, Reason::TooManyStreams);
    let caller = testing::caller(REJECTIONS_LIMIT_PER_MINUTE);
    let all = Rooms::default();
    let room = |_| Room::of(all.clone(), places.take(caller.principal()).unwrap());
    (0..calls).map(room).collect()
}

/// Of one call, all that it may hold.
const WHOLE: usize = STREAM_LIMIT_BYTES;

fn now(room: &Room, bytes: usize) -> Option<Taken> {
    room.take(units(bytes)).now_or_never().map(Option::unwrap)
}

#[test]
fn a_call_gets_room_when_its_own_items_are_answered() {
    let rooms = rooms(1);
    let mut batch = now(&rooms[0], WHOLE).unwrap();
    assert!(now(&rooms[0], 1).is_none());
    let answered = batch.part(units(2_000)).unwrap();
    assert!(now(&rooms[0], 1).is_none());
    drop(answered);
    let (first, second) = (now(&rooms[0], 1).unwrap(), now(&rooms[0], 1_024).unwrap());
    assert!(now(&rooms[0], 1).is_none());
    drop((batch, first, second));
    assert!(now(&rooms[0], WHOLE).is_some());
}

#[test]
fn what_all_calls_hold_is_bounded() {
    let calls = STREAMS_LIMIT_BYTES / STREAM_LIMIT_BYTES;
    let rooms = rooms(calls + 1);
    let mut held: Vec<_> = rooms.iter().map(|room| now(room, WHOLE)).collect();
    assert!(held.pop().unwrap().is_none(), "the last one waits");
    assert!(held.iter().all(Option::is_some));
    held.pop();
    assert!(now(rooms.last().unwrap(), WHOLE).is_some());
}
