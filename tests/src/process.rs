//! A running `learnlog serve`, and what can happen to it. Invariant: no process outlives this one, however it ends.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use learnlog_testkit::eventually::eventually_async;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use uuid::Uuid;

use crate::site::Site;

/// Below the range from which the system takes ports for outgoing connections: nobody else gets such a port by chance.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

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
        let mut command = site.command(&["serve", "--listen", &listen]);
        command.args(options).stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(File::create(&log).expect("a log"));
        Self { child: spawn(command), address: format!("http://{listen}"), log }
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
        let status = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(status.success(), "kill -{name}");
    }

    /// Asks the process to end, which it must do in order.
    pub async fn stop(mut self) {
        self.signal("TERM");
        assert!(self.ended().await.success(), "{}", self.log());
    }

    /// How the process ended; waits until it has.
    pub async fn ended(&mut self) -> ExitStatus {
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

/// A command and where its process is awaited.
type Order = (Command, mpsc::Sender<Child>);

/// Starts a process. The kernel kills it when the thread that started it ends (see [`bound`]), which may be long before this
/// process does: hence a thread that stays.
pub fn spawn(command: Command) -> Child {
    static STARTER: LazyLock<Mutex<mpsc::Sender<Order>>> = LazyLock::new(|| {
        let (orders, ordered) = mpsc::channel::<Order>();
        thread::spawn(move || {
            for (mut command, wanted) in ordered {
                let child = command.spawn().expect("the program runs");
                wanted.send(child).expect("somebody waits");
            }
        });
        Mutex::new(orders)
    });
    let (wanted, child) = mpsc::channel();
    let starter = STARTER.lock().unwrap_or_else(PoisonError::into_inner);
    starter.send((command, wanted)).expect("the starter waits for orders");
    child.recv().expect("a process")
}

/// A program that is killed when the thread that starts it has ended.
pub fn bound(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// A port that nobody listened on just now.
pub fn free_port() -> u16 {
    let span = u128::from(PORTS.end - PORTS.start);
    let mut candidates = std::iter::repeat_with(|| {
        let offset =
            u16::try_from(Uuid::new_v4().as_u128() % span).expect("it is less than 65,536");
        PORTS.start + offset
    });
    candidates.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a free port")
}
