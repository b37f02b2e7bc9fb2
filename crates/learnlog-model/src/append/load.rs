//! Loading a stream's state from the entry index, as the real writer has it in `load` and `tail`.
//! Invariant: what is installed is everything: the snapshot, the tail without a gap, the pipeline.

use super::entry::Entry;
use super::sight::Sight;
use super::state::{Folded, Load};
use super::variant::Variant;
use super::writer::Step;

impl Step<'_> {
    /// The index takes over the next accepted entry.
    pub fn index(&mut self) {
        self.state.index += 1;
    }

    /// The writer drops from its tail what the index has.
    pub fn prune(&mut self, w: usize) {
        let floor = self.state.index.min(self.confirmed(w));
        self.writer(w).floor = floor;
    }

    /// A snapshot of the index is taken for the writer.
    pub fn take_snapshot(&mut self, w: usize, stream: u8) {
        let tail_to = match self.variant() {
            Variant::TailBeforeSnapshot => self.confirmed(w),
            _ => 0,
        };
        let to = self.state.index;
        self.writer(w).load = Some(Load { stream, to, tail_to });
    }

    /// The state is dropped; it can be loaded again.
    pub fn evict(&mut self, w: usize, command: u8) {
        let stream = self.config.commands[usize::from(command)].stream;
        self.writer(w).cache.retain(|folded| folded.stream != stream);
    }

    /// The snapshot comes to the writer.
    pub fn install(&mut self, w: usize) {
        let Some(load) = self.writer(w).load.take() else { return };
        let (variant, confirmed) = (self.variant(), self.confirmed(w));
        if load.to > confirmed {
            self.sights.mark(Sight::IndexAhead);
            if variant != Variant::IndexAhead {
                return;
            }
        }
        let floor = self.state.writers[w].floor;
        if floor > load.to && variant != Variant::TailWithGap {
            self.sights.mark(Sight::TailTooShort);
            return;
        }
        let commands = self.config.commands;
        let of_stream = |entry: &&Entry| commands[usize::from(entry.command)].stream == load.stream;
        let accepted = self.state.accepted(variant);
        let snapshot = accepted.iter().take(usize::from(load.to)).filter(of_stream);
        let mut entries: Vec<Entry> = snapshot.copied().collect();
        let mut to = load.to.min(confirmed);
        let tail_to = if variant == Variant::TailBeforeSnapshot { load.tail_to } else { confirmed };
        let writer = &self.state.writers[w];
        let known = self.state.accepted_below(writer.known, variant);
        let tail = known.iter().filter(|entry| entry.sequence > floor && entry.sequence <= tail_to);
        let produced = writer.pipeline.iter().map(|pending| &pending.entry);
        for entry in tail.chain(produced).filter(of_stream) {
            if entry.sequence > to {
                entries.push(*entry);
                to = entry.sequence;
            }
        }
        self.keep(w, Folded { stream: load.stream, entries, to });
    }
}
