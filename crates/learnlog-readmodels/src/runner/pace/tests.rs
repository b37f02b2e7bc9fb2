//! Places in time.

use super::*;

#[test]
fn a_burst_goes_at_once_and_what_follows_is_spread() {
    let pace = Pace::new(2);
    // As after a long quiet time.
    let now = Instant::now() + Duration::from_secs(60);
    let waits: Vec<_> =
        (0..15).map(|_| pace.place(now).saturating_duration_since(now).as_millis()).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 50, 75, 100]);
    // A second later, everything is as it was.
    let later = now + Duration::from_secs(1);
    assert!(pace.place(later) <= later);
}
