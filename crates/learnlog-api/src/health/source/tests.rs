//! When read models count as standing still.

use tokio::time::advance;

use super::*;

const LOG: LogNumber = LogNumber(1);

#[tokio::test(start_paused = true)]
async fn read_models_that_move_follow_however_far_behind_they_are() {
    let mut progress = Progress::default();
    for reached in 0..20 {
        assert_eq!(progress.stands(LOG, reached, 1_000_000), None, "at {reached}");
        advance(STANDSTILL_LIMIT / 2).await;
    }
}

#[tokio::test(start_paused = true)]
async fn read_models_that_stand_still_while_entries_wait_do_not_follow() {
    let mut progress = Progress::default();
    assert_eq!(progress.stands(LOG, 7, 8), None);
    advance(STANDSTILL_LIMIT - Duration::from_millis(1)).await;
    assert_eq!(progress.stands(LOG, 7, 9), None);
    advance(Duration::from_millis(1)).await;
    let said = progress.stands(LOG, 7, 9).unwrap();
    assert_eq!(said, "the read models of log 1 stand at 7 of 9 since 10 s");
    assert_eq!(progress.stands(LogNumber(2), 7, 9), None, "each log has its own time");
    assert_eq!(progress.stands(LOG, 8, 9), None, "it goes on");
}

#[tokio::test(start_paused = true)]
async fn read_models_for_which_nothing_waits_follow_however_long() {
    let mut progress = Progress::default();
    for _ in 0..3 {
        assert_eq!(progress.stands(LOG, 9, 9), None);
        advance(STANDSTILL_LIMIT).await;
    }
    assert_eq!(progress.stands(LOG, 9, 9), None);
    assert_eq!(progress.stands(LOG, 9, 10), None, "the first entry after the pause");
    advance(STANDSTILL_LIMIT).await;
    assert!(progress.stands(LOG, 9, 10).is_some());
    // Made anew: begins again from 0, and has the whole time.
    assert_eq!(progress.stands(LOG, 0, 10), None);
}
