//! What a proxy does to connections, on real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use learnlog_testkit::ports;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::{Flow, Proxy};

/// A held byte does not come within this; one that may pass does within [`PATIENCE`].
const MOMENT: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(30);

/// A proxy, and both ends of a connection through it.
async fn connected() -> (Proxy, TcpStream, TcpStream) {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::start(ports::listen().unwrap()).unwrap();
    proxy.lead_to(server.local_addr().unwrap());
    let near = TcpStream::connect(proxy.address()).await.unwrap();
    let (far, _) = server.accept().await.unwrap();
    (proxy, near, far)
}

async fn comes(stream: &mut TcpStream) -> u8 {
    timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap()
}

#[tokio::test]
async fn one_direction_can_be_held_while_the_other_passes() {
    let (proxy, mut near, mut far) = connected().await;
    proxy.flow(Flow::Open, Flow::Held);
    near.write_all(b"1").await.unwrap();
    assert_eq!(comes(&mut far).await, b'1');
    far.write_all(b"2").await.unwrap();
    assert!(timeout(MOMENT, near.read_u8()).await.is_err());
    proxy.mend();
    assert_eq!(comes(&mut near).await, b'2');
}

#[tokio::test]
async fn a_cut_closes_both_ends_and_refuses_new_ones_until_it_is_mended() {
    let (proxy, mut near, mut far) = connected().await;
    proxy.cut();
    assert_eq!(timeout(PATIENCE, near.read(&mut [0])).await.unwrap().unwrap_or(0), 0);
    assert_eq!(timeout(PATIENCE, far.read(&mut [0])).await.unwrap().unwrap_or(0), 0);
    let mut refused = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(timeout(PATIENCE, refused.read(&mut [0])).await.unwrap().unwrap_or(0), 0);
    proxy.mend();
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    proxy.lead_to(server.local_addr().unwrap());
    let mut near = TcpStream::connect(proxy.address()).await.unwrap();
    let (mut far, _) = server.accept().await.unwrap();
    near.write_all(b"3").await.unwrap();
    assert_eq!(comes(&mut far).await, b'3');
}

#[tokio::test]
async fn a_delay_ends_when_it_is_mended() {
    let (proxy, mut near, mut far) = connected().await;
    proxy.flow(Flow::Late(Duration::from_secs(3_600)), Flow::Open);
    near.write_all(b"4").await.unwrap();
    assert!(timeout(MOMENT, far.read_u8()).await.is_err());
    proxy.mend();
    assert_eq!(comes(&mut far).await, b'4');
}
