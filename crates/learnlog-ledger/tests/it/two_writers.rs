//! Two processes that both believe they own the log.

use std::collections::BTreeSet;

use super::harness::{World, add, change, done, sequence};

#[tokio::test(flavor = "multi_thread")]
async fn every_answered_command_is_in_the_chain_once() {
    let world = World::new();
    let processes = [world.start().serving().await, world.start().serving().await];
    let mut asked = Vec::new();
    for learner in 1..=4_u128 {
        for (process, number) in processes.iter().zip(0_u128..) {
            asked.push(process.ask(add(learner, 1)));
            for command in 10..20 {
                let id = command + 100 * number;
                asked.push(process.ask(change(learner, id, &format!("W{id}"))));
            }
        }
    }
    let mut answered = BTreeSet::new();
    for asked in asked {
        answered.insert(sequence(&done(asked).await.unwrap()));
    }
    let accepted = world.accepted();
    // One addition per learner, asked for by both, and ten changes by each.
    assert_eq!(accepted.len(), 4 * (1 + 2 * 10));
    assert_eq!(answered.len(), accepted.len());
}
