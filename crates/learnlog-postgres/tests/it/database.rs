//! Where databases are, and how sessions behave.

use std::time::Duration;

use learnlog_postgres::clock;
use learnlog_postgres::database::Database;
use learnlog_postgres::error::DatabaseError;

use crate::servers::{empty, pool, session};

#[test]
fn what_is_no_url_is_refused() {
    assert!(matches!(Database::parse("nonsense=1"), Err(DatabaseError::Url(_))));
    assert!(matches!(Database::parse("postgres://localhost"), Err(DatabaseError::NoName)));
}

#[tokio::test]
async fn a_database_is_made_once_by_any_number_of_processes() {
    let (_kept, server) = empty();
    let odd = server.renamed(&format!("{}_odd \"name", server.name()));
    let made = futures::future::join_all((0..4).map(|_| odd.create_if_missing())).await;
    assert!(made.iter().all(Result::is_ok), "{made:?}");
    let pool = pool(&odd);
    let client = pool.get().await.unwrap();
    let name: String =
        client.query_one("select current_database()::text", &[]).await.unwrap().get(0);
    assert_eq!(name, odd.name());
    drop(client);
    pool.close();
    let server = self::pool(&server).get().await.unwrap();
    let quoted = odd.name().replace('"', "\"\"");
    server.batch_execute(&format!("drop database \"{quoted}\" with (force)")).await.unwrap();
}

#[tokio::test]
async fn sessions_have_their_limits() {
    let (_kept, database) = empty();
    let mut short = session();
    short.statement_max = Duration::from_millis(50);
    short.search_path = "some_v1, public".into();
    let pool = learnlog_postgres::pool::open(&database, &short, 1).unwrap();
    let client = pool.get().await.unwrap();
    let path: String = client.query_one("show search_path", &[]).await.unwrap().get(0);
    assert_eq!(path, "some_v1,public");
    let error = client.execute("select pg_sleep(20)", &[]).await.unwrap_err();
    assert_eq!(error.code(), Some(&tokio_postgres::error::SqlState::QUERY_CANCELED));
}

#[tokio::test]
async fn a_server_that_is_away_is_an_error_that_says_so() {
    let database = Database::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    let error = database.create_if_missing().await.unwrap_err();
    assert!(matches!(error, DatabaseError::NoConnection(_)), "{error:?}");
    let error = clock::now_micros(&pool(&database)).await.unwrap_err();
    assert!(matches!(error, DatabaseError::NoConnection(_)), "{error:?}");
}

#[tokio::test]
async fn the_servers_clock_goes_forward_within_a_session() {
    let (_kept, database) = empty();
    let pool = pool(&database);
    let first = clock::now_micros(&pool).await.unwrap();
    let second = clock::now_micros(&pool).await.unwrap();
    assert!(second >= first);
    let year_2020_micros = 1_577_836_800_000_000;
    assert!(first > year_2020_micros, "{first}");
}
