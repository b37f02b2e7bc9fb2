//! Who is accepted, and when.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn who_comes_when_all_places_are_taken_is_accepted_when_one_has_gone() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut accepted = Box::pin(limited(TcpIncoming::from(listener), 2));
    let mut clients = Vec::new();
    for _ in 0..3 {
        clients.push(TcpStream::connect(address).await.unwrap());
    }
    let first = accepted.next().await.unwrap().unwrap();
    let mut second = accepted.next().await.unwrap().unwrap();
    for _ in 0..100 {
        assert!(futures::poll!(accepted.next()).is_pending());
        tokio::task::yield_now().await;
    }
    clients[1].write_all(b"x").await.unwrap();
    assert_eq!(second.read_u8().await.unwrap(), b'x', "who is in is served");
    drop(first);
    let third = tokio::time::timeout(PATIENCE, accepted.next()).await.unwrap();
    assert_eq!(third.unwrap().unwrap().connect_info().remote_addr(), {
        Some(clients[2].local_addr().unwrap())
    });
}
