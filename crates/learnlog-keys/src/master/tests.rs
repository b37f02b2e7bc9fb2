//! What is taken as a master key, and what is said about the rest.

use std::io::Write;

use tempfile::NamedTempFile;

use super::*;

const DIGITS: &str = "000102030405060708090a0b0c0d0e0fF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF";

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

#[test]
fn sixty_four_digits_are_a_key_in_either_case() {
    let key = MasterKey::from_hex(DIGITS).unwrap();
    let expected: Vec<u8> = (0x00..=0x0f).chain(0xf0..=0xff).collect();
    assert_eq!(key.secret().as_slice(), expected);
    assert_eq!(format!("{key:?}"), "MasterKey");
}

#[test]
fn a_file_may_end_with_a_line_break() {
    let file = file(format!("{DIGITS}\n").as_bytes());
    let key = MasterKey::load(None, Some(file.path())).unwrap();
    assert_eq!(key.secret(), MasterKey::from_hex(DIGITS).unwrap().secret());
}

#[test]
fn what_is_no_key_is_refused_with_the_reason() {
    let twice = file(DIGITS.as_bytes());
    let cases = [
        (MasterKey::load(None, None), "LEARNLOG_MASTER_KEY"),
        (MasterKey::load(Some(""), None), "there is no master key"),
        (MasterKey::load(Some(DIGITS), Some(twice.path())), "not both"),
        (MasterKey::from_hex("00ff"), "has 4 characters instead of 64"),
        (MasterKey::from_hex(&format!("{DIGITS}0")), "has 65 characters instead of 64"),
        (MasterKey::from_hex(&DIGITS.replace("0a", "0é")), "character 22 of the master key"),
        (MasterKey::from_hex(&DIGITS.replace("00", "+0")), "character 1 of the master key"),
        (MasterKey::from_file(Path::new("/nonexistent/master.key")), "cannot be read"),
        (MasterKey::from_file(file(b"\n").path()), "has 0 characters instead of 64"),
        (MasterKey::from_file(file(&[b'0'; 1_025]).path()), "longer than 1024 bytes"),
        (MasterKey::from_file(file(&[0xff; 64]).path()), "cannot be read"),
    ];
    for (result, expected) in cases {
        let message = result.unwrap_err().to_string();
        assert!(message.contains(expected), "{message:?} does not say {expected:?}");
        assert!(!message.contains("0102"), "{message:?} repeats the key");
    }
}
