//! The read models as they came about, and made again. Invariant: both have come up to the same heads before they are compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use learnlog_proto::api::{GetPositionRequest, GetPositionResponse};
use learnlog_testkit::ports;
use learnlog_testkit::process::Process;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_postgres::{Client, NoTls};

use crate::client::{CALL_TIMEOUT, Connection, position, timed, within};
use crate::hash::Hash;
use crate::learnlog::Learnlog;
use crate::site::Site;

/// How long projections may take to come up to the heads.
const PROJECTION_LIMIT: Duration = Duration::from_secs(600);

const LOOK_INTERVAL: Duration = Duration::from_millis(200);

/// Tables of the projections, and not those of what was reached how.
const TABLES: &str =
    "select format('%I.%I', table_schema, table_name) from information_schema.tables
    where table_schema not in ('information_schema', 'pg_catalog', 'public') order by 1";

type Tables = BTreeMap<String, Hash>;

/// Each table's two hashes. Errors: a projection does not come up to the heads.
pub async fn compare(
    site: &Site,
    folder: &Path,
) -> anyhow::Result<BTreeMap<String, (Option<Hash>, Option<Hash>)>> {
    let node = site.nodes.first().context("there are no processes")?;
    caught_up(&Connection::new(node.address(), &site.token)?).await?;
    let again = Learnlog { models: "torture_again", ..site.learnlog.clone() };
    let maker = again.clone();
    spawn_blocking(move || maker.init()).await??;
    let listen = ports::free()?;
    let settings = |command: &mut std::process::Command| {
        again.settings(command, &again.kafka, None);
        command.args(["serve", "--listen", &listen.to_string()]);
    };
    let process = Process::start(&again.program, settings, &folder.join("serve-again.log"))
        .with_context(|| format!("cannot start {}", again.program.display()))?;
    caught_up(&Connection::new(listen, &site.token)?).await?;
    drop(process);
    let kept = tables(&site.learnlog).await?;
    let made = tables(&again).await?;
    ensure!(!kept.is_empty(), "there are no read models");
    let names = kept.keys().chain(made.keys());
    Ok(names
        .map(|name| (name.clone(), (kept.get(name).copied(), made.get(name).copied())))
        .collect())
}

/// Waits until every projection has come up to every head.
async fn caught_up(connection: &Connection) -> anyhow::Result<()> {
    let deadline = Instant::now() + PROJECTION_LIMIT;
    let mut looks = interval(LOOK_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        let mut ledger = connection.ledger();
        let call = ledger.get_position(timed(GetPositionRequest {}, CALL_TIMEOUT));
        match within(CALL_TIMEOUT, call).await {
            Ok(answer) if is_caught_up(answer.get_ref()) => return Ok(()),
            other => ensure!(Instant::now() < deadline, "projections stay behind: {other:?}"),
        }
    }
}

fn is_caught_up(answer: &GetPositionResponse) -> bool {
    let serving = answer.heads.iter().all(|head| head.state == "SERVING");
    serving
        && !answer.projections.is_empty()
        && answer.projections.iter().all(|projection| {
            let reached = position(projection.position.clone());
            // Not every projection follows every log.
            let of_log = |log| reached.get(&log).copied();
            answer.heads.iter().all(|head| of_log(head.log).is_none_or(|it| it >= head.sequence))
        })
}

async fn tables(learnlog: &Learnlog) -> anyhow::Result<Tables> {
    let url = learnlog.database_url(learnlog.models, None)?;
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    let mut task = JoinSet::new();
    task.spawn(async move {
        // A broken connection shows at the next statement.
        let _ = connection.await;
    });
    let mut tables = Tables::new();
    for row in client.query(TABLES, &[]).await? {
        let table: String = row.get(0);
        let hash = hash(&client, &table).await.with_context(|| table.clone())?;
        tables.insert(table, hash);
    }
    Ok(tables)
}

/// `table` comes quoted from the server.
async fn hash(client: &Client, table: &str) -> anyhow::Result<Hash> {
    let statement = format!("select one::text from {table} as one order by 1");
    let rows = client.query(&statement, &[]).await?;
    let lines: Vec<String> = rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect();
    Ok(Hash::of(&[lines.concat().as_bytes()]))
}
