//! What processes say of the commands that they forward to each other. Invariant: of a life that has ended, what was seen last counts.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(1);

/// The counters, with their names in the report.
const COUNTERS: [(&str, &str); 2] = [
    ("learnlog_api_forwarded_commands_total", "answered by the owner"),
    ("learnlog_api_fell_back_commands_total", "decided anew"),
];

const ASKING: &[u8] = b"GET /metrics HTTP/1.0\r\n\r\n";

/// By process, its life, and name in the report.
#[derive(Debug, Default)]
pub struct Forwarding(BTreeMap<(usize, u64, &'static str), usize>);

impl Forwarding {
    /// Asks a process at its address of metrics. Whoever does not answer now is asked again.
    pub async fn look(&mut self, process: usize, life: u64, metrics: SocketAddr) {
        let Ok(Ok(said)) = timeout(LIMIT, ask(metrics)).await else { return };
        for (counter, name) in COUNTERS {
            let count =
                said.lines().find_map(|line| line.strip_prefix(counter)?.trim().parse().ok());
            if let Some(count) = count {
                self.0.insert((process, life, name), count);
            }
        }
    }

    /// Of all processes and lives.
    pub fn sum(&self) -> BTreeMap<String, usize> {
        let mut sum = BTreeMap::from(COUNTERS.map(|(_, name)| (name.to_owned(), 0)));
        for ((_, _, name), count) in &self.0 {
            *sum.entry((*name).to_owned()).or_default() += count;
        }
        sum
    }
}

async fn ask(metrics: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(metrics).await?;
    stream.write_all(ASKING).await?;
    let mut said = String::new();
    stream.read_to_string(&mut said).await?;
    Ok(said)
}
