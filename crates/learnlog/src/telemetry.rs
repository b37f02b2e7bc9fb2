//! What the process tells about itself: logs on stderr, metrics over HTTP. Invariant: stdout is for
//! data, and nothing here writes to it.

use std::net::SocketAddr;

use anyhow::Context;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use tracing_subscriber::EnvFilter;

use crate::exit::Failure;
use crate::output::is_watched;

/// Environment variable with the filter of logs, as tracing writes them: "info,learnlog=debug".
const FILTER_VARIABLE: &str = "LEARNLOG_LOG";

/// Upper bounds of durations, in seconds: from an append in memory to a call that gives up.
const DURATION_BUCKETS_SECONDS: &[f64] =
    &[0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

/// Upper bounds of counts: from one entry to a whole batch.
const COUNT_BUCKETS: &[f64] =
    &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0];

/// How logs look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Logs to stderr from here on; `default_filter` applies where the environment says nothing.
/// Errors: a filter that is none.
pub fn log(format: LogFormat, default_filter: &str) -> Result<(), Failure> {
    let filter = std::env::var(FILTER_VARIABLE).unwrap_or_else(|_| default_filter.to_owned());
    let filter = EnvFilter::try_new(filter)
        .with_context(|| format!("{FILTER_VARIABLE} is no filter of logs"))
        .map_err(Failure::usage)?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(is_watched())
        .with_writer(std::io::stderr);
    let begun = match format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    begun.map_err(|error| Failure::bug(anyhow::anyhow!("logs cannot be written: {error}")))
}

/// Serves metrics at `http://<address>/metrics` from here on. Errors: the address cannot be bound.
pub fn serve_metrics(address: SocketAddr) -> Result<(), Failure> {
    let buckets = [("_seconds", DURATION_BUCKETS_SECONDS), ("_entries", COUNT_BUCKETS)];
    buckets
        .into_iter()
        .try_fold(PrometheusBuilder::new(), |builder, (suffix, buckets)| {
            builder.set_buckets_for_metric(Matcher::Suffix(suffix.to_owned()), buckets)
        })
        .and_then(|builder| builder.with_http_listener(address).install())
        .with_context(|| format!("metrics cannot be served at {address}"))
        .map_err(Failure::usage)
}
