//! URLs of databases, with everything but the database kept.

use super::with_database;

#[test]
fn replaces_the_database_of_a_url_and_nothing_else() {
    for (url, expected) in [
        ("postgres://a:b@localhost:5432/learnlog", "postgres://a:b@localhost:5432/x"),
        ("postgres://a:b@localhost:5432", "postgres://a:b@localhost:5432/x"),
        ("postgres://h/d?connect_timeout=2", "postgres://h/x?connect_timeout=2"),
        ("postgres://h?sslmode=disable", "postgres://h/x?sslmode=disable"),
    ] {
        assert_eq!(with_database(url, "x"), expected);
    }
}
