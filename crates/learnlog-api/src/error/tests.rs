//! Reasons and their pages, and what a status carries.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::reason::Reason;
use super::{ApiError, echo};

/// Names of the pages in `docs/errors/`.
fn pages() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "README")
        .collect()
}

#[test]
fn every_reason_has_a_page_and_every_page_a_reason() {
    let names: BTreeSet<String> =
        Reason::ALL.iter().map(|reason| reason.name().to_owned()).collect();
    assert_eq!(names.len(), Reason::ALL.len(), "a name is used twice");
    assert_eq!(names, pages());
}

#[test]
fn every_page_names_its_code_and_says_what_to_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
    for reason in Reason::ALL {
        let page = std::fs::read_to_string(folder.join(format!("{}.md", reason.name()))).unwrap();
        let code = upper_snake(reason.code());
        assert!(page.starts_with(&format!("# {} ({code})\n", reason.name())), "{page}");
        assert!(page.contains("\n**What to do.** "), "{page}");
    }
}

/// `InvalidArgument` → `INVALID_ARGUMENT`.
fn upper_snake(code: Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[test]
fn a_status_carries_reason_field_and_metadata() {
    let error = ApiError::of_field(Reason::IdInvalid, "command.command_id", "not a UUID", "a UUID")
        .with("found", "x");
    let status = Status::from(error.clone());
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("ID_INVALID", "learnlog"));
    assert_eq!(info.metadata["field"], "command.command_id");
    assert_eq!(info.metadata["found"], "x");
    let violation = &details.bad_request().unwrap().field_violations[0];
    assert_eq!(violation.field, "command.command_id");
    assert_eq!(violation.description, "not a UUID; expected a UUID");

    let item = error.into_item();
    assert_eq!((item.code, item.reason.as_str()), (3, "ID_INVALID"));
    assert_eq!(item.metadata["expected"], "a UUID");
}

#[test]
fn a_refusal_says_when_to_come_again() {
    let error = ApiError::new(Reason::LedgerOverloaded, "x").retry_after(Duration::from_secs(1));
    let passed_on = ApiError::from_item(error.clone().into_item()).unwrap();
    for status in [Status::from(error), Status::from(passed_on)] {
        let retry = status.get_details_retry_info().unwrap();
        assert_eq!(retry.retry_delay, Some(Duration::from_secs(1)));
    }
}

#[test]
fn an_echo_ends_between_characters() {
    assert_eq!(echo("short"), "short");
    let long = "ä".repeat(80);
    assert_eq!(echo(&format!("x{long}")).len(), 99);
}
