//! Which addresses callers' tokens are sent to.

use super::*;
use crate::testing::OTHER;

#[tokio::test]
async fn tokens_go_only_where_the_authority_is_asked() {
    let authority = ClientTlsConfig::new();
    let why = |address: &str, authority: Option<&ClientTlsConfig>| {
        Peer::new(OTHER, address, authority).err().map(|unusable| unusable.to_string())
    };
    for address in ["http://one.example:7460", "HTTP://one.example:7460", "one.example:7460"] {
        assert!(why(address, Some(&authority)).is_some(), "{address}");
    }
    assert_eq!(why("https://one.example:7460", Some(&authority)), None);
    assert_eq!(why("http://one.example:7460", None), None);
    // Nobody could say whether it is the right one.
    for address in ["https://one.example:7460", "ftp://one.example:7460", "", "one example"] {
        assert!(why(address, None).is_some(), "{address}");
    }
}
