//! Tokens of this query, and all others.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::keyring;

const QUERY: Query<'_> = Query { rpc: "ListOverdue", filters: b"everybody" };

fn reason(opened: Result<Vec<u8>, ApiError>) -> Reason {
    opened.unwrap_err().reason()
}

#[tokio::test]
async fn a_token_opens_for_its_query() {
    let tokens = PageTokens::new(keyring().await.ledger());
    for place in [&b""[..], b"here", &[0; 1_000]] {
        let token = tokens.seal(QUERY, place);
        assert_eq!(tokens.open(QUERY, &token).unwrap(), place);
    }
}

#[tokio::test]
async fn no_other_token_opens() {
    let tokens = PageTokens::new(keyring().await.ledger());
    let token = tokens.seal(QUERY, b"here");
    let other_filters = Query { filters: b"one unit", ..QUERY };
    let other_rpc = Query { rpc: "ListLearners", ..QUERY };
    // The border between rpc and filters is part of what is bound.
    let shifted = Query { rpc: "ListOverduee", filters: b"verybody" };
    for query in [other_filters, other_rpc, shifted] {
        assert_eq!(reason(tokens.open(query, &token)), Reason::PageTokenInvalid, "{query:?}");
    }
    let other_ledger = PageTokens::new(keyring().await.ledger());
    assert_eq!(reason(other_ledger.open(QUERY, &token)), Reason::PageTokenInvalid);
}

#[tokio::test]
async fn a_changed_token_does_not_open() {
    let tokens = PageTokens::new(keyring().await.ledger());
    let token = tokens.seal(QUERY, b"here");
    let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 1;
        let changed = URL_SAFE_NO_PAD.encode(changed);
        assert_eq!(reason(tokens.open(QUERY, &changed)), Reason::PageTokenInvalid, "{index}");
    }
    let longer = format!("{token}AAAA");
    let shorter = token[..token.len() - 4].to_owned();
    let long = "A".repeat(PAGE_TOKEN_LIMIT_BYTES + 1);
    for text in [&longer, &shorter, &long, "", "AAAA", "not base64!", "ünï"] {
        assert_eq!(reason(tokens.open(QUERY, text)), Reason::PageTokenInvalid, "{text}");
    }
}
