//! The stack does what the other crates' tests rely on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use learnlog_testkit::eventually::eventually;
use learnlog_testkit::stack::Stack;
use postgres::{Client, Config, NoTls};

const DEADLINE: Duration = Duration::from_secs(30);

fn connect(url: &str) -> Result<Client, postgres::Error> {
    url.parse::<Config>()?.connect(NoTls)
}

/// Whether PostgreSQL answers a question for encryption in time. The system takes connections even
/// for a paused server.
fn answers(url: &str) -> bool {
    const QUESTION: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
    let address = url.split(['@', '/']).nth(3).expect("host and port");
    let mut stream = TcpStream::connect(address).expect("the port is open");
    stream.set_read_timeout(Some(Duration::from_millis(500))).expect("a timeout can be set");
    stream.write_all(&QUESTION).expect("the question fits a buffer");
    stream.read_exact(&mut [0]).is_ok()
}

fn count_databases(url: &str, name: &str) -> i64 {
    let mut client = connect(url).expect("PostgreSQL answers");
    let row = client.query_one("SELECT count(*) FROM pg_database WHERE datname = $1", &[&name]);
    row.expect("the catalog can be read").get(0)
}

#[tokio::test]
async fn a_fresh_database_is_dropped_with_its_handle_even_when_in_use() {
    let stack = Stack::shared();
    let database = stack.fresh_database();
    let url = database.url().to_owned();
    let server = stack.database_url().to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        let name = url.rsplit('/').next().expect("a name").to_owned();
        let mut user = connect(&url).expect("the database is there");
        user.batch_execute("CREATE TABLE t (a int)").expect("its owner may create tables");
        assert_eq!(count_databases(&server, &name), 1);
        drop(database);
        assert!(user.batch_execute("SELECT 1").is_err(), "the connection is closed");
        assert_eq!(count_databases(&server, &name), 0);
    });
    checked.await.expect("no assertion failed");
}

#[test]
fn a_private_stack_can_be_paused_killed_and_restarted() {
    let stack = Stack::private();
    assert_ne!(stack.database_url(), Stack::shared().database_url());
    let url = stack.database_url();
    let mut before = connect(url).expect("it answers");
    before.batch_execute("CREATE TABLE kept (a int)").expect("tables can be created");

    stack.postgres().pause();
    assert!(!answers(url), "a paused server is silent");
    stack.postgres().resume();
    assert!(answers(url), "a resumed server goes on");
    before.batch_execute("INSERT INTO kept VALUES (1)").expect("old connections go on");

    stack.postgres().kill();
    assert!(before.batch_execute("SELECT 1").is_err(), "a killed server closes its connections");
    stack.postgres().restart();
    let mut after = connect(url).expect("it answers on the same port");
    let rows = after.query("SELECT a FROM kept", &[]).expect("its data are still there");
    assert_eq!(rows.len(), 1);

    stack.kafka().kill();
    assert!(TcpStream::connect(stack.bootstrap_servers()).is_err());
    stack.kafka().restart();
    eventually(DEADLINE, "Kafka's port", || {
        TcpStream::connect(stack.bootstrap_servers()).map(drop)
    });
    drop(after);
    let url = url.to_owned();
    drop(stack);
    assert!(connect(&url).is_err(), "nothing of the stack is left");
}
