//! Who gets a place, and who does not.

#![allow(clippy::unwrap_used)]

use tonic::Status;
use tonic_types::StatusExt;

use super::*;
use crate::caller::REJECTIONS_LIMIT_PER_MINUTE;
use crate::testing;

fn limit(refused: &ApiError, name: &str) -> Option<String> {
    let status = Status::from(refused.clone());
    status.get_details_error_info()?.metadata.remove(name)
}

#[test]
fn nobody_takes_all_places_and_what_ends_makes_room() {
    let callers = testing::callers(REJECTIONS_LIMIT_PER_MINUTE);
    let [one, two, three] = ["one", "two", "three"].map(|name| testing::known(&callers, name));
    let places = Places::new(6, Reason::TooManyReplays);
    let take = |caller: &crate::caller::Caller| places.take(caller.principal());
    let mut of_one: Vec<Place> = (0..3).map(|_| take(&one).unwrap()).collect();
    let refused = take(&one).unwrap_err();
    assert_eq!(limit(&refused, "limit_per_caller").as_deref(), Some("3"));
    assert_eq!(refused.reason(), Reason::TooManyReplays);
    let of_two: Vec<Place> = (0..3).map(|_| take(&two).unwrap()).collect();
    assert_eq!(limit(&take(&three).unwrap_err(), "limit").as_deref(), Some("6"));
    of_one.pop();
    let of_three = take(&three).unwrap();
    drop((of_one, of_two, of_three));
    assert!(lock(&places.taken).of.is_empty(), "nobody is remembered who has no place");
    let again: Vec<Place> = (0..3).map(|_| take(&one).unwrap()).collect();
    assert_eq!(lock(&places.taken).all, again.len());
}
