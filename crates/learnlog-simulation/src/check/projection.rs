//! Whether what was projected is what is in the ledger, entry by entry.

use learnlog_chain::Head;
use learnlog_ledger::checkpoint::Checkpoint;

use super::chain::Chain;
use crate::world::World;

/// Compares every row.
pub fn check(world: &World, chains: &[Chain], broken: &mut dyn FnMut(&'static str, String)) {
    for chain in chains {
        let rows = world.state().tables.rows(chain.log).to_vec();
        if rows.len() != chain.entries.len() {
            let what = format!(
                "log {}: {} rows for {} entries",
                chain.log,
                rows.len(),
                chain.entries.len()
            );
            broken("projected once, whole", what);
        }
        for (row, link) in rows.iter().zip(&chain.entries) {
            let head = Head { sequence: link.entry.sequence, hash: link.hash };
            let stream = link.command().map(|command| command.stream);
            if row.checkpoint != (Checkpoint { head, offset: link.offset }) || row.stream != stream
            {
                let what = format!("log {}, {}: the row is another's", chain.log, head.sequence);
                broken("projected once, whole", what);
                break;
            }
        }
    }
}
