//! The encoder of binary COPY, against the server.

use learnlog_postgres::copy::Copy;
use learnlog_postgres::value::{Date, Instant};
use postgres::Client;

use crate::servers::{blocking, empty};

const TABLE: &str = "create table t (a int2, b int4, c int8, d uuid, e bytea, f text, g timestamptz, \
                     h date, i int2, j uuid, k text)";
const COPY: &str = "copy t from stdin (format binary)";

type Read = (i64, String, Vec<u8>, Instant, Option<Date>);

fn read(client: &mut Client) -> Vec<Read> {
    let rows = client.query("select c, f, e, g, h from t order by c", &[]).unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4))).collect()
}

#[tokio::test]
async fn every_type_comes_back() {
    let (_kept, database) = empty();
    blocking(&database, |client| {
        client.batch_execute(TABLE).unwrap();
        let mut transaction = client.transaction().unwrap();
        let mut copy = Copy::begin(&mut transaction, COPY).unwrap();
        copy.row(|row| {
            row.int2(-2).int4(i32::MIN).int8(i64::MAX).uuid(&[7; 16]).bytes(b"\0\xff").text("Zürich");
            row.instant(Instant(1)).date_or_null(Some(Date(-730_119)));
            row.int2_or_null(Some(3)).uuid_or_null(Some(&[8; 16])).text_or_null(Some(""));
        })
        .unwrap();
        copy.row(|row| {
            row.int2(0).int4(0).int8(0).uuid(&[0; 16]).bytes(b"").text("").instant(Instant(-1));
            row.date_or_null(None).int2_or_null(None).uuid_or_null(None).text_or_null(None);
        })
        .unwrap();
        assert_eq!(copy.finish().unwrap(), 2);
        transaction.commit().unwrap();
        let shown = "select concat_ws('|', a, b, c, d, encode(e, 'hex'), f, g at time zone 'UTC', h, i, j, k is null)
                     from t order by c desc";
        let shown: Vec<String> =
            client.query(shown, &[]).unwrap().iter().map(|row| row.get(0)).collect();
        assert_eq!(
            shown,
            [
                "-2|-2147483648|9223372036854775807|07070707-0707-0707-0707-070707070707|00ff|Zürich|\
                 1970-01-01 00:00:00.000001|0001-01-01|3|08080808-0808-0808-0808-080808080808|f",
                "0|0|0|00000000-0000-0000-0000-000000000000|||1969-12-31 23:59:59.999999|t",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn many_chunks_are_one_copy() {
    let (_kept, database) = empty();
    blocking(&database, |client| {
        client.batch_execute(TABLE).unwrap();
        let mut transaction = client.transaction().unwrap();
        let mut copy = Copy::begin(&mut transaction, COPY).unwrap();
        let value = |number: i64| vec![number as u8; (number as usize * 37) % 5_000];
        for number in 0..2_000 {
            copy.row(|row| {
                row.int2(0).int4(0).int8(number).uuid(&[0; 16]).bytes(&value(number)).text("x");
                row.instant(Instant(number)).date_or_null(Some(Date(number as i32)));
                row.int2_or_null(None).uuid_or_null(None).text_or_null(None);
            })
            .unwrap();
        }
        assert_eq!(copy.finish().unwrap(), 2_000);
        transaction.commit().unwrap();
        let expected: Vec<Read> = (0..2_000)
            .map(|n| (n, "x".into(), value(n), Instant(n), Some(Date(n as i32))))
            .collect();
        assert!(read(client) == expected);
    })
    .await;
}

#[tokio::test]
async fn a_value_of_five_megabytes_is_copied() {
    let (_kept, database) = empty();
    blocking(&database, |client| {
        client.batch_execute("create table t (e bytea)").unwrap();
        let value = vec![0xab; 5 << 20];
        let mut transaction = client.transaction().unwrap();
        let mut copy = Copy::begin(&mut transaction, COPY).unwrap();
        copy.row(|row| {
            row.bytes(&value);
        })
        .unwrap();
        copy.finish().unwrap();
        transaction.commit().unwrap();
        let found: Vec<u8> = client.query_one("select e from t", &[]).unwrap().get(0);
        assert!(found == value);
    })
    .await;
}

#[tokio::test]
async fn a_copy_that_is_not_finished_leaves_nothing() {
    let (_kept, database) = empty();
    blocking(&database, |client| {
        client.batch_execute("create table t (c int8)").unwrap();
        let mut transaction = client.transaction().unwrap();
        let mut copy = Copy::begin(&mut transaction, COPY).unwrap();
        copy.row(|row| {
            row.int8(1);
        })
        .unwrap();
        drop(copy);
        transaction.rollback().unwrap();
        let rows: i64 = client.query_one("select count(*) from t", &[]).unwrap().get(0);
        assert_eq!(rows, 0);
    })
    .await;
}

#[tokio::test]
async fn rows_that_the_server_refuses_are_told_as_data() {
    let (_kept, database) = empty();
    blocking(&database, |client| {
        client.batch_execute("create table t (c int8 primary key, f text)").unwrap();
        let mut refused = |text: &str, times: usize| {
            let mut transaction = client.transaction().unwrap();
            let mut copy = Copy::begin(&mut transaction, COPY).unwrap();
            for _ in 0..times {
                copy.row(|row| {
                    row.int8(1).text(text);
                })
                .unwrap();
            }
            copy.finish().unwrap_err()
        };
        assert!(refused("twice", 2).is_refused_data());
        assert!(refused("a\0b", 1).is_refused_data());
        let missing = client.execute("select from nothing", &[]).unwrap_err();
        let missing = learnlog_postgres::error::DatabaseError::failed("look")(missing);
        assert!(!missing.is_refused_data());
    })
    .await;
}
