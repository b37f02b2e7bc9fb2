//! Ports that are ours. Invariant: they lie below the range from which the system takes ports for outgoing connections, so that no such
//! connection takes one before its server listens, or while the server is being restarted.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::bail;
use uuid::Uuid;

const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Ports that are tried.
const PORT_ATTEMPTS: usize = 100;

/// A socket that listens on a loopback port. Errors: no port is free.
pub fn listen() -> anyhow::Result<TcpListener> {
    let span = u128::from(PORTS.end - PORTS.start);
    for _ in 0..PORT_ATTEMPTS {
        let port = PORTS.start + u16::try_from(Uuid::new_v4().as_u128() % span)?;
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok(listener);
        }
    }
    bail!("no free port between {} and {}", PORTS.start, PORTS.end)
}

/// An address that nobody listened on just now. Errors: no port is free.
pub fn free() -> anyhow::Result<SocketAddr> {
    Ok(listen()?.local_addr()?)
}
