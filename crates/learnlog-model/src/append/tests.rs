//! States that stand for others hide nothing. That the configurations hold and mutations are caught
//! is tested through the crate's door.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::config::{Command, Config};
use super::model::AppendModel;
use crate::check::explore;

const A: Command = Command::new(0, 1);

/// What holds in the states that stand for others holds in all of them.
fn holds_unreduced(config: Config) {
    let config = Config { reduced: false, ..config };
    let reduced = Config { reduced: true, ..config.clone() };
    let (all, few) = (explore(AppendModel::new(config), 1), explore(AppendModel::new(reduced), 1));
    assert!(all.holds(), "{all:#?}");
    assert!(few.holds(), "{few:#?}");
    assert!(few.states < all.states, "{} of {}", few.states, all.states);
}

#[test]
fn nothing_is_hidden_where_an_outcome_is_unknown() {
    holds_unreduced(Config { unknowns: 1, writers: 3, ..Config::SMALLEST });
}

#[test]
fn nothing_is_hidden_where_a_writer_dies() {
    holds_unreduced(Config {
        commands: &[A],
        attempts: 2,
        crashes: 1,
        unknowns: 1,
        ..Config::SMALLEST
    });
}

#[test]
fn nothing_is_hidden_where_an_id_is_reused() {
    let commands = const { &[A, A.reused(), A.abandoned()] };
    holds_unreduced(Config { commands, unknowns: 1, ..Config::SMALLEST });
}

#[test]
fn nothing_is_hidden_where_a_request_lands_twice() {
    holds_unreduced(Config {
        duplicates: 1,
        strays: 1,
        unknowns: 1,
        commands: &[A],
        ..Config::SMALLEST
    });
}
