//! Ports that are ours. Invariant: they lie below the range from which the system takes ports for
//! outgoing connections, so that no such connection takes one before its server listens, or while
//! the server is being restarted.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use uuid::Uuid;

const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Ports that are tried.
const PORT_ATTEMPTS: usize = 100;

/// A socket that listens on a loopback port.
///
/// # Errors
///
/// If no port is free.
pub fn listen() -> io::Result<TcpListener> {
    let span = PORTS.end - PORTS.start;
    let any = || {
        let (high, _) = Uuid::new_v4().as_u64_pair();
        PORTS.start + (high >> 48) as u16 % span
    };
    let mut tried = std::iter::repeat_with(any).take(PORT_ATTEMPTS);
    let listening = tried.find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    listening.ok_or_else(|| {
        let none = format!("no free port between {} and {}", PORTS.start, PORTS.end);
        io::Error::new(io::ErrorKind::AddrInUse, none)
    })
}

/// An address that nobody listened on just now.
///
/// # Errors
///
/// If no port is free.
pub fn free() -> io::Result<SocketAddr> {
    listen()?.local_addr()
}
