#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::config::Config;
use super::model::AppendModel;
use crate::check::explore;

#[test]
fn the_smallest_configuration_holds() {
    let outcome = explore(AppendModel::new(Config::SMALLEST), 2);
    assert!(outcome.holds(), "{outcome:#?}");
}
