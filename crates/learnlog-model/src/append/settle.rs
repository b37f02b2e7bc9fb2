//! Reports, unknown outcomes and reading back, as the real writer has them in `confirm` and
//! `settle`. Invariant: only the oldest entry is confirmed, by its own report at the expected
//! offset; everything else is settled by reading.

use super::sight::Sight;
use super::state::{Answer, Late};
use super::variant::Variant;
use super::writer::Step;

impl Step<'_> {
    /// The report of the entry at `place` in the pipeline comes: a success.
    pub fn report(&mut self, w: usize, place: usize) {
        let writer = &self.state.writers[w];
        let Some(offset) = writer.pipeline[place].landed else { return };
        let expected = usize::from(writer.expected) + place;
        if usize::from(offset) == expected || self.variant() == Variant::NoOffsetTest {
            (0..=place).for_each(|_| self.confirm(w));
            let writer = self.writer(w);
            (writer.known, writer.expected) = (offset + 1, offset + 1);
            return;
        }
        let accepted = self.state.accepted(self.variant());
        let entry = writer.pipeline[place].entry;
        let won = accepted.iter().any(|other| other.id == entry.id);
        self.sights.mark(if won { Sight::GapYetAccepted } else { Sight::RaceLost });
        self.settle(w);
        if self.config.lag {
            self.writer(w).reported = offset + 1;
        }
    }

    /// The oldest entry is taken for accepted.
    pub fn confirm(&mut self, w: usize) {
        let Some(pending) = self.writer(w).pipeline.pop_at(0) else { return };
        let writer = self.writer(w);
        writer.jobs |= pending.waiting;
        writer.expected += 1;
        writer.known = writer.known.max(writer.expected);
        if pending.entry.part != 1 {
            self.answer(pending.entry.command, &pending.entry);
        }
    }

    /// The oldest entry's report says that it failed, whatever became of it.
    pub fn fail(&mut self, w: usize) {
        let oldest = self.state.writers[w].pipeline[0];
        self.state.left.unknowns -= u8::from(!oldest.passed_over);
        if self.variant() == Variant::AbortedIsFinal {
            self.tell(oldest.entry.command, Answer::Denied);
        }
        self.settle(w);
        if self.variant() == Variant::AbortedIsFinal {
            self.writer(w).jobs &= !(1 << oldest.entry.command);
        }
    }

    /// Purges and replaces the producer, and takes the pipeline back.
    fn settle(&mut self, w: usize) {
        self.purge(w, true);
        let taken = std::mem::take(&mut self.writer(w).pipeline);
        let commands = self.config.commands;
        let variant = self.variant();
        let writer = self.writer(w);
        writer.settling = true;
        for pending in taken {
            writer.jobs |= pending.waiting | 1 << pending.entry.command;
            if variant != Variant::CacheKeepsLost {
                let stream = commands[usize::from(pending.entry.command)].stream;
                writer.cache.retain(|folded| folded.stream != stream);
            }
        }
    }

    /// The process dies and is started again.
    pub fn crash(&mut self, w: usize) {
        self.state.left.crashes -= 1;
        self.purge(w, false);
        *self.writer(w) = super::state::Writer { settling: true, ..Default::default() };
    }

    /// What was sent may still land.
    fn purge(&mut self, w: usize, lives: bool) {
        let believed = lives && self.variant() == Variant::OldReports;
        let owner = if believed { u8::try_from(w).unwrap_or_default() + 1 } else { 0 };
        for pending in self.state.writers[w].pipeline.clone() {
            let landed = pending.landed.is_some();
            if landed && self.state.left.duplicates == 0 {
                continue;
            }
            let late = Late { entry: pending.entry, landed, owner };
            if self.state.late.try_push(late).is_err() {
                self.state.overflow = true;
            }
        }
    }

    /// Readers are everywhere, and remember.
    pub fn everybody_reads(&mut self) {
        let accepted = self.state.accepted(self.variant());
        let seen = &mut self.state.seen;
        let agrees = seen.iter().zip(&accepted).all(|(id, entry)| *id == entry.id);
        if agrees && accepted.len() > seen.len() {
            seen.extend(accepted[seen.len()..].iter().map(|entry| entry.id));
        }
    }

    /// The writer reads the log up to an offset and goes on from there.
    pub fn read_back(&mut self, w: usize, end: u8) {
        let before = self.state.accepted_below(self.state.writers[w].known, self.variant()).len();
        let read = self.state.accepted_below(end, self.variant());
        let (commands, variant) = (self.config.commands, self.variant());
        if end < self.state.writers[w].reported || variant == Variant::WatermarkIsRead {
            // The watermark lies past what was reported, but the reader met an end before it.
            self.state.left.short_reads = self.state.left.short_reads.saturating_sub(1);
        }
        if end < self.state.committed {
            self.sights.mark(Sight::LaggingRead);
        }
        let committed = self.state.committed;
        let index = self.state.index;
        let writer = self.writer(w);
        if writer.known == 0 {
            // It starts where the index stands.
            writer.floor = index;
        }
        if variant != Variant::CacheKeepsTouched {
            for entry in &read[before.min(read.len())..] {
                let stream = commands[usize::from(entry.command)].stream;
                writer.cache.retain(|folded| folded.stream != stream);
            }
        }
        writer.settling = false;
        writer.reported = 0;
        writer.known = end;
        writer.expected = if variant == Variant::WatermarkIsRead { committed } else { end };
    }
}
