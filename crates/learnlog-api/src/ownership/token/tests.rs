//! Whom a forwarded call is for.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::{OTHER, OWN};

#[test]
fn a_forwarded_call_is_for_one_process_alone() {
    let mut metadata = MetadataMap::new();
    assert_eq!(is_forwarded(&metadata, OWN), Ok(false));
    metadata.insert("authorization", "Bearer of-the-caller".parse().unwrap());
    let token = Token::of_call(&metadata).unwrap();
    token.write(&mut metadata, OWN);
    assert_eq!(is_forwarded(&metadata, OWN), Ok(true));
    let refused =
        |metadata: &MetadataMap, own| is_forwarded(metadata, own).map_err(|error| error.reason());
    assert_eq!(refused(&metadata, OTHER), Err(Reason::LedgerUnavailable));
    for mark in ["1", ""] {
        metadata.insert(FORWARDED, mark.parse().unwrap());
        assert_eq!(refused(&metadata, OWN), Err(Reason::LedgerUnavailable), "{mark}");
    }
    // And it goes no further.
    assert_eq!(Token::of_call(&metadata), None);
}
