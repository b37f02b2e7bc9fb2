//! The frame agrees with the whole.

use crate::encode::encode;
use crate::examples;
use crate::frame::Frame;

#[test]
fn a_frame_is_what_the_entry_says() {
    for (name, entry) in examples::entries() {
        let frame = Frame::read(&encode(&entry)).unwrap();
        let expected = (entry.log, Some(entry.recorded_at), entry.catalog_sequence);
        assert_eq!((frame.log, frame.recorded_at, frame.catalog_sequence), expected, "{name}");
    }
    assert_eq!(Frame::read(&[]).unwrap().recorded_at, None);
}

#[test]
fn a_field_of_another_shape_is_refused() {
    // `log` and `recorded_at`, each as four bytes.
    for value in [[0x1d, 1, 2, 3, 4], [0x55, 1, 2, 3, 4]] {
        assert!(Frame::read(&value).is_err());
    }
}
