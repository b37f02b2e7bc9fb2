//! What a caller was told of positions, and by which process. Invariant: for each process and log, the latest that it told.

use crate::history::Position;
use crate::site::NODES;

/// By process.
#[derive(Debug, Default)]
pub struct Told([Position; NODES]);

impl Told {
    /// That process told this.
    pub fn hear(&mut self, node: usize, position: &Position) {
        self.0[node] = together([&self.0[node], position]);
    }

    /// By all.
    pub fn by_all(&self) -> Position {
        together(&self.0)
    }

    /// By all but that one.
    pub fn by_others(&self, node: usize) -> Position {
        let all = self.0.iter().enumerate();
        together(all.filter(|(other, _)| *other != node).map(|(_, told)| told))
    }
}

/// The latest of each log.
fn together<'a>(positions: impl IntoIterator<Item = &'a Position>) -> Position {
    let mut latest = Position::new();
    for (&log, &sequence) in positions.into_iter().flatten() {
        let known = latest.entry(log).or_default();
        *known = sequence.max(*known);
    }
    latest
}
