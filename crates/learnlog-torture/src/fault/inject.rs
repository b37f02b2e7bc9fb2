//! Doing it, and mending it. Invariant: what is injected is mended when its time is over.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use learnlog_proto::api::GetPositionRequest;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use super::journal::Journal;
use super::plan::{Kind, Link, Planned};
use crate::client::{Connection, timed, within};
use crate::forwarding::Forwarding;
use crate::node::Node;
use crate::pause::pause;
use crate::proxy::{Flow, Proxy};
use crate::servers::Servers;
use crate::site::Site;

/// The number of the signal that tells a process to end.
const SIGTERM: i32 = 15;

/// How a process ends that has found a fault of its own.
const EXIT_BUG: i32 = 70;

/// Between two looks at a process.
const LOOK_INTERVAL: Duration = Duration::from_millis(500);

/// How long a look may take.
const LOOK_LIMIT: Duration = Duration::from_secs(2);

/// How long a process may take to end when it is told to, whatever else goes wrong: longer than learnlog lets calls go on.
const END_LIMIT: Duration = Duration::from_secs(60);

const DATABASE: &str = "postgres";

/// Errors: it could not be done or mended.
pub async fn inject(site: &Arc<Site>, planned: &Planned, journal: &Journal) -> anyhow::Result<()> {
    let node = &site.nodes[planned.node];
    let broker = site.servers.brokers[planned.broker];
    match planned.kind {
        Kind::KillProcess => {
            node.kill();
            pause(planned.lasts).await;
            node.start(&site.learnlog)
        }
        Kind::EndProcess => {
            let ended = node.end(END_LIMIT).await?;
            if !ended.is_some_and(ended_in_order) {
                let number = node.number;
                journal.broken(format!("process {number} told to end, and the end: {ended:?}"));
            }
            pause(planned.lasts).await;
            node.start(&site.learnlog)
        }
        Kind::StopProcess => {
            node.signal("STOP")?;
            pause(planned.lasts).await;
            node.signal("CONT")
        }
        Kind::MoveClock => {
            node.clock.set(planned.seconds)?;
            pause(planned.lasts).await;
            node.clock.set(0)
        }
        Kind::KillBroker => restart(site, broker, planned.lasts).await,
        Kind::KillDatabase => restart(site, DATABASE, planned.lasts).await,
        Kind::StopBroker => stop(site, broker, planned.lasts).await,
        Kind::StopDatabase => stop(site, DATABASE, planned.lasts).await,
        Kind::Cut(link) => disturb(node, link, planned.lasts, Proxy::cut).await,
        Kind::Hold(link) => {
            let hold = |proxy: &Proxy| proxy.flow(Flow::Held, Flow::Held);
            disturb(node, link, planned.lasts, hold).await
        }
        Kind::HoldAnswers(link) => {
            let hold = |proxy: &Proxy| proxy.flow(Flow::Open, Flow::Held);
            disturb(node, link, planned.lasts, hold).await
        }
        Kind::Delay(link) => {
            let late = Flow::Late(planned.delay);
            disturb(node, link, planned.lasts, |proxy| proxy.flow(late, late)).await
        }
    }
}

async fn disturb(
    node: &Node,
    link: Link,
    lasts: Duration,
    disturb: impl Fn(&Proxy),
) -> anyhow::Result<()> {
    let proxies = match link {
        Link::Kafka => node.kafka.iter().collect(),
        Link::Database => vec![&node.database],
        Link::Callers => vec![&node.callers],
        Link::Peers => vec![&node.peers],
    };
    proxies.iter().for_each(|proxy| disturb(proxy));
    pause(lasts).await;
    proxies.iter().for_each(|proxy| proxy.mend());
    Ok(())
}

async fn restart(site: &Site, server: &'static str, dead: Duration) -> anyhow::Result<()> {
    blocking(site, move |servers| servers.kill(server)).await?;
    pause(dead).await;
    blocking(site, move |servers| servers.restart(server)).await
}

async fn stop(site: &Site, server: &'static str, lasts: Duration) -> anyhow::Result<()> {
    blocking(site, move |servers| servers.stop(server)).await?;
    pause(lasts).await;
    blocking(site, move |servers| servers.go_on(server)).await
}

async fn blocking(
    site: &Site,
    work: impl FnOnce(Servers) -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<()> {
    let servers = site.servers.clone();
    spawn_blocking(move || work(servers)).await?
}

/// Does what an operator would: reads counters, and starts a process again that has ended or says that one of its logs has stopped for
/// good. Errors: it cannot be started.
pub async fn watch<T>(
    site: &Arc<Site>,
    journal: &Journal,
    forwarding: &mut Forwarding,
) -> anyhow::Result<T> {
    let mut looks = interval(LOOK_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let connections: Vec<_> = site
        .nodes
        .iter()
        .map(|node| Connection::new(node.address(), &site.token))
        .collect::<Result<_, _>>()?;
    loop {
        looks.tick().await;
        for (node, connection) in site.nodes.iter().zip(&connections) {
            let life = node.life();
            forwarding.look(node.number, life, node.metrics()).await;
            let why = match node.has_ended() {
                true => Some("it ended by itself".to_owned()),
                false => stopped(connection).await,
            };
            // A fault may have ended that life meanwhile, or be about to.
            if let Some(why) = why.filter(|_| node.life() == life && node.is_to_run()) {
                journal.restarted(node.number, &why)?;
                node.start(&site.learnlog)?;
            }
        }
    }
}

/// Why a log has stopped for good, if one has.
async fn stopped(connection: &Connection) -> Option<String> {
    let mut ledger = connection.ledger();
    let call = ledger.get_position(timed(GetPositionRequest {}, LOOK_LIMIT));
    let answer = within(LOOK_LIMIT, call).await.ok()?.into_inner();
    let stopped = answer.heads.into_iter().find(|head| head.state.starts_with("STOPPED"))?;
    Some(format!("log {} {}", stopped.log, stopped.state))
}

/// One that has hardly begun to start is ended by the signal itself; one whose servers are away says so.
fn ended_in_order(status: ExitStatus) -> bool {
    let by_another_signal = status.signal().is_some_and(|signal| signal != SIGTERM);
    !by_another_signal && status.code() != Some(EXIT_BUG)
}
