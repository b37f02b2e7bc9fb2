//! Rounds: who goes with whom, and for how long others wait.

use std::time::Duration;

use super::*;

fn who(goes: Option<(Vec<&'static str>, Round)>) -> Vec<&'static str> {
    goes.map(|(who, _)| who).unwrap_or_default()
}

#[test]
fn alone_nobody_waits_and_those_who_come_meanwhile_go_together() {
    let now = Instant::now();
    let rounds = Rounds::new(now);
    let (first, round) = rounds.join("a", now).expect("nothing is under way");
    assert_eq!(first, ["a"]);
    assert!(rounds.join("b", now).is_none());
    assert!(rounds.join("c", now).is_none());
    let (second, round) = rounds.leave(round, now).expect("the round has ended");
    assert_eq!(second, ["b", "c"]);
    assert!(rounds.join("a", now).is_none());
    assert!(rounds.leave(round, now).is_none(), "one of b and c is under way");
    assert_eq!(who(rounds.leave(round, now)), ["a"]);
}

#[test]
fn a_round_that_takes_long_holds_nobody_up_and_its_end_ends_no_other() {
    let now = Instant::now();
    let rounds = Rounds::new(now);
    let (_, slow) = rounds.join("a", now).expect("nothing is under way");
    assert!(rounds.join("b", now + ROUND_TIME - Duration::from_micros(1)).is_none());
    let late = now + ROUND_TIME;
    assert_eq!(who(rounds.join("c", late)), ["b", "c"]);
    assert!(rounds.join("d", late).is_none());
    assert!(rounds.leave(slow, late).is_none(), "b and c are under way");
}

#[test]
fn a_long_round_is_found_though_nobody_comes() {
    let now = Instant::now();
    let rounds = Rounds::new(now);
    rounds.join("a", now);
    assert!(rounds.join("b", now).is_none());
    assert_eq!(who(rounds.overdue()), ["b"]);
    rounds.close();
    assert!(rounds.overdue().is_none());
}
