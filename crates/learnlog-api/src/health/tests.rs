//! What is reported as sources come and go.

#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_util::task::TaskTracker;
use tonic::Request;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_server::Health;
use tonic_health::server::HealthService;

use super::*;

#[derive(Default)]
struct Switch(AtomicBool);

impl HealthSource for Switch {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        let missing = (!self.0.load(Ordering::Relaxed)).then(|| "switched off".to_owned());
        async { missing }.boxed()
    }
}

/// Never answers.
struct Hanging;

impl HealthSource for Hanging {
    fn missing(&self) -> BoxFuture<'_, Option<String>> {
        std::future::pending().boxed()
    }
}

async fn reported(health: &HealthService, service: &str) -> i32 {
    let request = HealthCheckRequest { service: service.to_owned() };
    health.check(Request::new(request)).await.unwrap().into_inner().status
}

const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;

/// Lets the watcher take its looks.
async fn looks_taken() {
    timeout(LOOK_LIMIT * 3, std::future::pending::<()>()).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_service_serves_while_its_sources_do() {
    let reporter = HealthReporter::new();
    let health = HealthService::from_health_reporter(reporter.clone());
    let switch = Arc::new(Switch::default());
    let watched =
        |service, source: Arc<dyn HealthSource>| Watched { service, sources: vec![source] };
    let all = vec![watched("one", switch.clone()), watched("two", Arc::new(Switch(true.into())))];
    let ending = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(watch(reporter, all, ending.clone()));
    tasks.close();
    looks_taken().await;
    assert_eq!(reported(&health, "one").await, NOT_SERVING);
    assert_eq!(reported(&health, "two").await, SERVING);
    assert_eq!(reported(&health, "").await, NOT_SERVING);
    switch.0.store(true, Ordering::Relaxed);
    looks_taken().await;
    assert_eq!(reported(&health, "one").await, SERVING);
    assert_eq!(reported(&health, "").await, SERVING);
    ending.cancel();
    tasks.wait().await;
    assert_eq!(reported(&health, "two").await, NOT_SERVING);
    assert_eq!(reported(&health, "").await, NOT_SERVING);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_is_missing() {
    let sources: Vec<Arc<dyn HealthSource>> =
        vec![Arc::new(Switch(true.into())), Arc::new(Hanging)];
    assert_eq!(look(&sources).await, Some("no answer in time".to_owned()));
}
