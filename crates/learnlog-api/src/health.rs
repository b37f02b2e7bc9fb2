//! grpc.health.v1, service by service. Invariant: SERVING means that at the last look the service could do its
//! work; looks are taken all the time, whether anybody asks or not.

pub mod source;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use self::source::HealthSource;

#[cfg(test)]
mod tests;

/// Between two looks.
pub const LOOK_PAUSE: Duration = Duration::from_millis(500);

/// How long a look may take; after it, the service counts as not serving.
pub const LOOK_LIMIT: Duration = Duration::from_secs(2);

/// One service and what it needs.
pub struct Watched {
    /// Full name, as in the protocol.
    pub service: &'static str,
    /// All must be there.
    pub sources: Vec<Arc<dyn HealthSource>>,
}

/// Looks at the sources and reports, until `ending` is canceled. The server as a whole ("") serves while all services do.
pub async fn watch(reporter: HealthReporter, watched: Vec<Watched>, ending: CancellationToken) {
    let mut looks = interval(LOOK_PAUSE);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut known: Vec<Option<String>> = vec![Some("starting".to_owned()); watched.len()];
    for service in watched.iter().map(|watched| watched.service).chain([""]) {
        reporter.set_service_status(service, ServingStatus::NotServing).await;
    }
    loop {
        tokio::select! {
            _ = looks.tick() => {}
            () = ending.cancelled() => break,
        }
        for (watched, known) in watched.iter().zip(&mut known) {
            let found = look(&watched.sources).await;
            if *known != found {
                tell(watched.service, found.as_deref());
                reporter.set_service_status(watched.service, status(found.is_none())).await;
                *known = found;
            }
        }
        reporter.set_service_status("", status(known.iter().all(Option::is_none))).await;
    }
    for service in watched.iter().map(|watched| watched.service).chain([""]) {
        reporter.set_service_status(service, ServingStatus::NotServing).await;
    }
}

fn status(serving: bool) -> ServingStatus {
    if serving { ServingStatus::Serving } else { ServingStatus::NotServing }
}

/// What is missing.
async fn look(sources: &[Arc<dyn HealthSource>]) -> Option<String> {
    for source in sources {
        let missing = match timeout(LOOK_LIMIT, source.missing()).await {
            Ok(missing) => missing,
            Err(_) => Some("no answer in time".to_owned()),
        };
        if missing.is_some() {
            return missing;
        }
    }
    None
}

fn tell(service: &str, missing: Option<&str>) {
    match missing {
        Some(missing) => tracing::warn!(service, missing, "not serving"),
        None => tracing::info!(service, "serving"),
    }
}
