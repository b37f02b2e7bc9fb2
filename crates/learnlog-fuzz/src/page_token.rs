//! Page tokens, and the lists that they lead on. Invariant: a token opens for the query that it was made for and gives
//! back its place; any other text, and any other query, is refused.

use std::sync::LazyLock;

use learnlog_api::error::reason::Reason;
use learnlog_api::queries::overdue::List;
use learnlog_api::queries::page_token::{PAGE_TOKEN_LIMIT_BYTES, PageTokens, Query};
use learnlog_domain::id::LearnerId;
use learnlog_domain::time::Day;
use learnlog_proto::api::ListOverdueRequest;
use learnlog_readmodels::queries::answer::Answer;
use learnlog_readmodels::queries::overdue::{OVERDUE_PAGE_ITEMS_MAX, OverdueKey, OverduePage};
use prost::Message;
use uuid::Uuid;

use crate::keys::KEYRING;
use crate::request::LOGS;

/// Of the ledger whose keys these are.
pub(crate) static TOKENS: LazyLock<PageTokens> =
    LazyLock::new(|| PageTokens::new(KEYRING.ledger()));

/// What must hold of any text as a token, of any bytes as a place, and of any request of a list.
pub fn check(bytes: &[u8]) {
    let (first, rest) = bytes.split_at(bytes.len().min(1));
    let flip = usize::from(first.first().copied().unwrap_or_default());
    is_bound(rest, flip);
    if let Ok(text) = std::str::from_utf8(rest) {
        // Nobody can make one without the key.
        assert!(refuses(TOKENS.open(Query { rpc: "ListOverdue", filters: &[] }, text)));
    }
    if let Ok(request) = ListOverdueRequest::decode(rest) {
        goes_on(&request, flip);
    }
}

/// A token that was made here opens for exactly its query.
fn is_bound(bytes: &[u8], flip: usize) {
    let (filters, place) = bytes.split_at(bytes.len().min(flip));
    let query = Query { rpc: "ListOverdue", filters };
    let token = TOKENS.seal(query, place);
    if token.len() > PAGE_TOKEN_LIMIT_BYTES {
        return assert!(refuses(TOKENS.open(query, &token)));
    }
    assert_eq!(TOKENS.open(query, &token).expect("it was made here"), place);
    let more = [filters, &[0]].concat();
    let others = [
        Query { filters: &more, ..query },
        Query { rpc: "ListOverdu", ..query },
        // The border between filters and place is bound, too.
        Query { filters: filters.get(1..).unwrap_or(b"x"), ..query },
    ];
    for other in others {
        assert!(refuses(TOKENS.open(other, &token)), "{other:?}");
    }
    let mut changed = token.into_bytes();
    let index = flip % changed.len();
    changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).expect("base64");
    assert!(refuses(TOKENS.open(query, &changed)), "{changed}");
}

/// The next page of a list is of the same day and begins where the token says, and of no other list.
fn goes_on(request: &ListOverdueRequest, flip: usize) {
    let first = ListOverdueRequest { page_token: String::new(), ..request.clone() };
    let Ok(list) = List::read(&first, LOGS, &TOKENS) else { return };
    assert!((1..=OVERDUE_PAGE_ITEMS_MAX).contains(&list.request.page_size));
    assert!(list.request.after.is_none());
    if !request.page_token.is_empty() {
        let read = List::read(request, LOGS, &TOKENS);
        assert_eq!(read.map(drop).map_err(|error| error.reason()), Err(Reason::PageTokenInvalid));
    }
    let next = OverdueKey {
        due_on: list.request.effective_on,
        learner_id: LearnerId::new(Uuid::from_u128(flip as u128 + 1)).expect("not nil"),
        target_id: Uuid::from_u128(flip as u128),
    };
    let position = list.at_least.clone().unwrap_or_default();
    let page = OverduePage { items: Vec::new(), next: Some(next), counts: None };
    let answer = Answer { position: position.clone(), value: page };
    let page_token = list.response(answer, Vec::new(), &TOKENS).next_page_token;
    let following = ListOverdueRequest { page_token, ..request.clone() };
    let read = List::read(&following, LOGS, &TOKENS).expect("a token of this list");
    assert_eq!(read.request.effective_on, list.request.effective_on);
    assert_eq!(read.request.after, Some(next));
    assert_eq!(read.at_least.unwrap_or_default(), position);

    let mut other = following;
    match flip % 3 {
        0 => other.zone = if other.zone == "UTC" { String::new() } else { "UTC".to_owned() },
        1 => other.course_id = Uuid::from_u128(u128::MAX - flip as u128).to_string(),
        _ => other.effective_on = other.effective_on.xor(Some(date(list.request.effective_on))),
    }
    if other.course_id == request.course_id && flip % 3 == 1 {
        return;
    }
    let read = List::read(&other, LOGS, &TOKENS);
    assert_eq!(read.map(drop).map_err(|error| error.reason()), Err(Reason::PageTokenInvalid));
}

/// As a request says it.
pub(crate) fn date(day: Day) -> learnlog_proto::google::r#type::Date {
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.parse().expect("a number"));
    let mut next = || parts.next().expect("year, month and day");
    learnlog_proto::google::r#type::Date { year: next(), month: next(), day: next() }
}

fn refuses<T>(opened: Result<T, learnlog_api::error::ApiError>) -> bool {
    opened.is_err_and(|error| error.reason() == Reason::PageTokenInvalid)
}
