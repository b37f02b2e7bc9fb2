//! Which messages the body `request` reads. Invariant: a request that somebody can send is read by it, and its kept
//! inputs hold one of each that gets through to the end.

use std::collections::BTreeSet;

use learnlog_fuzz::request::{KINDS, Read};
use learnlog_proto::DESCRIPTOR_SET;
use prost::Message;
use prost_types::FileDescriptorSet;

use crate::corpus::folder;

#[test]
fn every_request_of_every_service_is_read() {
    let read: BTreeSet<String> =
        KINDS.iter().map(|kind| format!(".learnlog.api.v1.{}", kind.message)).collect();
    let files = FileDescriptorSet::decode(DESCRIPTOR_SET).unwrap().file;
    let methods = files.iter().flat_map(|file| &file.service).flat_map(|service| &service.method);
    let taken: BTreeSet<String> = methods.map(|method| method.input_type().to_owned()).collect();
    assert!(!taken.is_empty());
    let unread: Vec<_> = taken.difference(&read).collect();
    assert!(unread.is_empty(), "fuzzed by nobody: {unread:?}");
}

#[test]
fn every_message_has_a_kept_input_that_is_accepted() {
    for (index, kind) in KINDS.iter().enumerate() {
        let path = folder("request").join(kind.name);
        let input = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", kind.name));
        let (choice, message) = input.split_first().unwrap();
        assert_eq!(usize::from(*choice), index, "{}: another message", kind.name);
        assert_eq!((kind.read)(message), Read::Accepted, "{}", kind.name);
    }
}
