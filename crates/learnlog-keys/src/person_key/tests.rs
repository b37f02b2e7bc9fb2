//! Sealing, opening, fingerprints and digests.

use learnlog_domain::id::LearnerId;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn key(byte: u8) -> PersonKey {
    PersonKey::new(KeyId::new(Uuid::from_bytes([byte; 16])).unwrap(), &DataKey::fixed(byte))
}

fn place(attribute: &str) -> Place<'_> {
    Place {
        ledger_id: LedgerId::new(Uuid::from_bytes([1; 16])).unwrap(),
        stream: StreamId::learner(LearnerId::new(Uuid::from_bytes([2; 16])).unwrap()),
        command_id: CommandId::new(Uuid::from_bytes([3; 16])).unwrap(),
        attribute,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn equal_values_look_different_and_compare_equal() {
    let key = key(7);
    let first = key.seal(place("email"), b"ada@example.com").unwrap();
    let second = key.seal(place("email"), b"ada@example.com").unwrap();
    assert_ne!(first.nonce, second.nonce);
    assert_ne!(first.ciphertext, second.ciphertext);
    assert_eq!(first, second);
    assert_ne!(first, key.seal(place("email"), b"eve@example.com").unwrap());
}

#[test]
fn a_fingerprint_tells_neither_person_nor_attribute() {
    let fingerprint = |byte, attribute: &str, value: &[u8]| {
        key(byte).seal(place(attribute), value).unwrap().fingerprint
    };
    let ada = fingerprint(7, "email", b"ada");
    assert_ne!(ada, fingerprint(8, "email", b"ada"));
    assert_ne!(ada, fingerprint(7, "display_name", b"ada"));
    // Attribute and value do not run into each other.
    assert_ne!(ada, fingerprint(7, "emai", b"lada"));
}

#[test]
fn a_value_opens_only_in_its_place_and_unaltered() {
    let key = key(7);
    let here = place("email");
    let sealed = key.seal(here, b"ada@example.com").unwrap();
    assert_eq!(key.open(here, &sealed).unwrap().as_slice(), b"ada@example.com");

    let other = Uuid::from_bytes([9; 16]);
    let elsewhere = [
        Place { ledger_id: LedgerId::new(other).unwrap(), ..here },
        Place { stream: StreamId::learner(LearnerId::new(other).unwrap()), ..here },
        Place { command_id: CommandId::new(other).unwrap(), ..here },
        Place { attribute: "display_name", ..here },
        Place { attribute: "", ..here },
    ];
    for place in elsewhere {
        assert_eq!(key.open(place, &sealed), Err(OpenError::Altered), "{place:?}");
    }

    type Alter = fn(&mut Protected);
    let alterations: [Alter; 5] = [
        |it| it.nonce[0] ^= 1,
        |it| it.ciphertext[0] ^= 1,
        |it| it.fingerprint[31] ^= 1,
        |it| it.ciphertext.truncate(3),
        |it| it.ciphertext.clear(),
    ];
    for alter in alterations {
        let mut altered = sealed.clone();
        alter(&mut altered);
        assert_eq!(key.open(here, &altered), Err(OpenError::Altered));
    }
}

#[test]
fn another_persons_key_opens_nothing() {
    let sealed = key(7).seal(place("email"), b"ada").unwrap();
    let other = key(8);
    let error = other.open(place("email"), &sealed).unwrap_err();
    let expected =
        OpenError::OtherKey { sealed_with: key(7).key_id(), opened_with: other.key_id() };
    assert_eq!(error, expected);
    // Not even under the right id.
    let posing = PersonKey::new(key(7).key_id(), &DataKey::fixed(8));
    assert_eq!(posing.open(place("email"), &sealed), Err(OpenError::Altered));
}

#[test]
fn a_value_that_is_too_long_is_refused() {
    let longest = vec![0; MAX_PLAINTEXT_BYTES];
    let sealed = key(7).seal(place("reason.text"), &longest).unwrap();
    assert_eq!(*key(7).open(place("reason.text"), &sealed).unwrap(), longest);
    let error = key(7).seal(place("reason.text"), &[longest, vec![0]].concat()).unwrap_err();
    assert_eq!(error.to_string(), "a protected value has at most 65536 bytes, not 65537");
}

#[test]
fn a_digest_belongs_to_the_person_and_the_command() {
    let digest = key(7).digest(b"command");
    assert!(key(7).digest_matches(b"command", &digest));
    assert!(!key(7).digest_matches(b"commanD", &digest));
    assert!(!key(8).digest_matches(b"command", &digest));
}

/// Computed independently, in Python (XChaCha20-Poly1305 checked against the draft's own vector);
/// frozen, because ledgers hold such values.
#[test]
fn sealing_and_digests_are_frozen() {
    let key = key(7);
    let sealed = key.seal_with([4; 24], place("email"), b"ada@example.com").unwrap();
    let ciphertext = "5a5a292c323462cbd2dca9799f8d70caa3075a4e63f1e0fc1abc11278876fb";
    assert_eq!(hex(&sealed.ciphertext), ciphertext);
    let fingerprint = "bce8485d6ca028e781918aac0e59ebd383b26fba5d19404087b83105e96320c1";
    assert_eq!(hex(&sealed.fingerprint), fingerprint);
    let digest = "14bacef4c79ce3c18e12792bd306972d32f7a4a462d0031af94b0f8be1b94107";
    assert_eq!(hex(&key.digest(b"command")), digest);
}

proptest! {
    #[test]
    fn every_value_comes_back(plaintext: Vec<u8>, attribute in ".{0,40}") {
        let sealed = key(7).seal(place(&attribute), &plaintext).unwrap();
        let opened = key(7).open(place(&attribute), &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), plaintext.as_slice());
    }
}
