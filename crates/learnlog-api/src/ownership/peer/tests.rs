//! Which addresses callers' tokens are sent to, and how many callers have a lane.

#![allow(clippy::unwrap_used)]

use tonic::metadata::MetadataMap;

use super::*;
use crate::caller::REJECTIONS_LIMIT_PER_MINUTE;
use crate::testing::{self, OTHER};

#[tokio::test]
async fn tokens_go_only_where_the_authority_is_asked() {
    let authority = ClientTlsConfig::new();
    let why = |address: &str, authority: Option<&ClientTlsConfig>| {
        Peer::new(OTHER, address, authority).err().map(|unusable| unusable.to_string())
    };
    for address in ["http://one.example:7460", "HTTP://one.example:7460", "one.example:7460"] {
        assert!(why(address, Some(&authority)).is_some(), "{address}");
    }
    assert_eq!(why("https://one.example:7460", Some(&authority)), None);
    assert_eq!(why("http://one.example:7460", None), None);
    // Nobody could say whether it is the right one.
    for address in ["https://one.example:7460", "ftp://one.example:7460", "", "one example"] {
        assert!(why(address, None).is_some(), "{address}");
    }
}

/// Nothing is awaited once there are lanes: none of them finds that nobody is there.
#[tokio::test]
async fn who_was_silent_longest_makes_room_for_another() {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log), genesis).await);
    let desk = testing::desk(ledger, testing::keyring().await);
    let caller = testing::caller(REJECTIONS_LIMIT_PER_MINUTE);
    let peer = Arc::new(Peer::new(OTHER, "http://127.0.0.1:1", None).unwrap());
    let lane_of = |number: usize| {
        let mut metadata = MetadataMap::new();
        metadata.insert("authorization", format!("Bearer {number}").parse().unwrap());
        let token = Token::of_call(&metadata).unwrap();
        peer.lane(&token, &caller, &desk).number()
    };
    let limit = LANES_LIMIT_PER_PEER.get();
    let numbers: Vec<_> = (0..limit).map(lane_of).collect();
    assert_eq!(lane_of(0), numbers[0]);
    // The second of them has been silent longest now.
    lane_of(limit);
    assert_eq!(peer.lanes.lock().unwrap().len(), limit);
    assert_eq!(lane_of(0), numbers[0]);
    assert_eq!(lane_of(2), numbers[2]);
    assert_ne!(lane_of(1), numbers[1]);
    assert_eq!(peer.lanes.lock().unwrap().len(), limit);
}
