//! A running `learnlog serve`, and what can happen to it.

use std::fs::File;
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::Duration;

use learnlog_testkit::eventually::eventually_async;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::site::Site;

/// How long a server may take for what it must do by itself.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One process; it is killed with this value.
pub struct Server {
    child: Child,
    pub address: String,
    log: std::path::PathBuf,
}

impl Server {
    /// `learnlog serve` with further options.
    pub fn start(site: &Site, options: &[&str]) -> Self {
        let port = free_port();
        let listen = format!("127.0.0.1:{port}");
        let log = site.path(&format!("serve-{port}.log"));
        let child = site
            .command(&["serve", "--listen", &listen])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("a log"))
            .spawn()
            .expect("learnlog runs");
        Self { child, address: format!("http://{listen}"), log }
    }

    /// A connection that is made when it is needed.
    pub fn channel(&self) -> Channel {
        Endpoint::from_shared(self.address.clone()).expect("an address").connect_lazy()
    }

    /// What health says of a service; "" for the whole.
    pub async fn health(&self, service: &str) -> Result<ServingStatus, String> {
        let mut client = HealthClient::new(self.channel());
        let request = HealthCheckRequest { service: service.to_owned() };
        let answer = client.check(request).await.map_err(|status| status.to_string())?;
        Ok(answer.into_inner().status())
    }

    /// Waits until health says so.
    pub async fn until(&self, wanted: ServingStatus) {
        let what = format!("{wanted:?} (see {})", self.log.display());
        eventually_async(PATIENCE, &what, async || match self.health("").await {
            Ok(status) if status == wanted => Ok(()),
            other => Err(other),
        })
        .await;
    }

    /// Waits until it serves.
    pub async fn ready(self) -> Self {
        self.until(ServingStatus::Serving).await;
        self
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    pub fn signal(&self, name: &str) {
        let status = std::process::Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(status.success(), "kill -{name}");
    }

    /// How the process ended; waits until it has.
    pub async fn ended(mut self) -> std::process::ExitStatus {
        let what = format!("the end of a process (see {})", self.log.display());
        eventually_async(PATIENCE, &what, async || {
            self.child.try_wait().expect("it was started").ok_or("it runs")
        })
        .await
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("a log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that was free just now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound port").port()
}
