//! Files that are whole, torn and false.
#![allow(clippy::unwrap_used)]

use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Body, LogNumber};
use learnlog_codec::genesis::{catalog, of_log};
use learnlog_domain::id::LedgerId;
use learnlog_domain::time::Timestamp;
use uuid::Uuid;

use super::*;

fn genesis() -> Bytes {
    let id = LedgerId::new(Uuid::from_u128(1)).unwrap();
    encode(&catalog(id, 1, Timestamp::from_micros(1)).unwrap())
}

fn of_another_log() -> Bytes {
    let entry = learnlog_codec::parse::ParsedEntry::read(&genesis()).unwrap();
    let Body::Genesis(first) = entry.body else { unreachable!() };
    encode(&of_log(&first, entry_hash(&genesis()), LogNumber(1)))
}

fn written(values: &[Bytes]) -> (tempfile::TempDir, std::path::PathBuf, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("entries");
    let mut file = ChainWriter::open(&path, 0).unwrap();
    values.iter().for_each(|value| file.add(value).unwrap());
    let bytes = file.finish().unwrap();
    (folder, path, bytes)
}

#[test]
fn what_was_written_is_read() {
    let (_folder, path, bytes) = written(&[genesis()]);
    let mut file = ChainFile::open(&path, bytes).unwrap();
    assert_eq!(file.by_ref().map(Result::unwrap).collect::<Vec<_>>(), [genesis()]);
    assert_eq!(file.head(), Head::EMPTY.after(entry_hash(&genesis())));
}

#[test]
fn what_a_backup_that_did_not_finish_has_left_is_cut_off() {
    let (_folder, path, bytes) = written(&[genesis(), genesis()]);
    let file = ChainWriter::open(&path, bytes / 2).unwrap();
    assert_eq!(file.finish().unwrap(), bytes / 2);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), bytes / 2);
    assert_eq!(ChainFile::open(&path, bytes).unwrap().count(), 1);
}

#[test]
fn a_file_that_has_become_shorter_is_not_written_on() {
    let (_folder, path, bytes) = written(&[genesis()]);
    assert!(ChainWriter::open(&path, bytes + 1).is_err());
}

#[test]
fn an_end_in_the_middle_of_a_value_is_an_error() {
    let (_folder, path, bytes) = written(&[genesis()]);
    let mut file = ChainFile::open(&path, bytes - 1).unwrap();
    assert!(matches!(file.next(), Some(Err(ChainFileError::Read { sequence: 0, .. }))));
    assert!(file.next().is_none());
}

#[test]
fn a_value_that_does_not_extend_the_chain_is_an_error() {
    let (_folder, path, bytes) = written(&[genesis(), of_another_log()]);
    let mut file = ChainFile::open(&path, bytes).unwrap();
    assert!(file.next().unwrap().is_ok());
    assert!(matches!(file.next(), Some(Err(ChainFileError::NotChained { sequence: 1 }))));
}

#[test]
fn a_length_that_no_entry_has_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("entries");
    std::fs::write(&path, [0xff; 32]).unwrap();
    let mut file = ChainFile::open(&path, 32).unwrap();
    assert!(matches!(file.next(), Some(Err(ChainFileError::Read { sequence: 0, .. }))));
}
