//! How `grpc-timeout` is read, and when a call ends.

use super::*;

fn asked(text: &str) -> Option<Duration> {
    let mut metadata = MetadataMap::new();
    metadata.insert("grpc-timeout", text.parse().unwrap_or_else(|_| panic!("{text}")));
    requested(&metadata)
}

#[test]
fn a_timeout_has_digits_and_a_unit() {
    assert_eq!(asked("3H"), Some(Duration::from_secs(10_800)));
    assert_eq!(asked("2M"), Some(Duration::from_secs(120)));
    assert_eq!(asked("99999999S"), Some(Duration::from_secs(99_999_999)));
    assert_eq!(asked("250m"), Some(Duration::from_millis(250)));
    assert_eq!(asked("7u"), Some(Duration::from_micros(7)));
    assert_eq!(asked("1n"), Some(Duration::from_nanos(1)));
    for text in ["", "S", "5", "5s", "+5S", "-5S", "999999999S", "1.5S"] {
        assert_eq!(asked(text), None, "{text:?}");
    }
    assert_eq!(requested(&MetadataMap::new()), None);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_comes_a_little_early() {
    let mut metadata = MetadataMap::new();
    metadata.insert("grpc-timeout", "250m".parse().unwrap_or_else(|_| panic!("250m")));
    let began = Instant::now();
    let never = std::future::pending::<()>();
    assert_eq!(Deadline::of_call(&metadata).limit(never).await, Err(Passed));
    assert_eq!(began.elapsed(), Duration::from_millis(225));
    assert_eq!(Deadline::of_call(&metadata).limit(async { 7 }).await, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn without_a_deadline_a_call_ends_and_a_stream_goes_on() {
    let began = Instant::now();
    let never = std::future::pending::<()>();
    assert_eq!(Deadline::of_call(&MetadataMap::new()).limit(never).await, Err(Passed));
    assert_eq!(began.elapsed(), CALL_LIMIT - ANSWER_MARGIN_LIMIT);
    assert_eq!(Deadline::of_stream(&MetadataMap::new()), None);
}
