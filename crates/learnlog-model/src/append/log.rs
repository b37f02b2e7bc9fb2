//! What happens to requests and to the log. Invariant: a request lands whole or not at all; what is
//! committed stays, unless a mutation says otherwise.

use super::entry::Entry;
use super::sight::Sight;
use super::writer::Step;

impl Step<'_> {
    /// An entry in a writer's pipeline lands.
    pub fn land(&mut self, w: usize, place: usize) {
        let offset = self.append(self.state.writers[w].pipeline[place].entry);
        let pipeline = &mut self.writer(w).pipeline;
        pipeline[place].landed = Some(offset);
        let mut passed = false;
        for one in pipeline[..place].iter_mut().filter(|one| one.landed.is_none()) {
            passed |= !std::mem::replace(&mut one.passed_over, true);
        }
        self.state.left.unknowns -= u8::from(passed);
    }

    /// A request whose producer is gone lands; `again` if it stays to land once more.
    pub fn land_late(&mut self, place: usize, again: bool) {
        let mut late = self.state.late.remove(place);
        let before = self.state.accepted(self.variant()).len();
        let offset = self.append(late.entry);
        let accepted = self.state.accepted_below(u8::MAX, self.variant()).len() > before;
        self.sights.mark(match (late.landed, accepted) {
            (false, true) => Sight::LateAccepted,
            (false, false) => Sight::LateStray,
            (true, _) => Sight::LandsTwice,
        });
        if late.landed {
            self.state.left.duplicates -= 1;
        } else if again {
            late.landed = true;
            self.state.late.push(late);
        }
        if late.owner > 0 {
            let writer = self.writer(usize::from(late.owner) - 1);
            let same = |entry: &Entry| entry.sequence == late.entry.sequence;
            let tagged = writer.pipeline.iter_mut().find(|pending| same(&pending.entry));
            if let Some(pending) = tagged {
                pending.landed.get_or_insert(offset);
            }
        }
    }

    /// Somebody else appends something.
    pub fn stray(&mut self) {
        self.state.left.strays -= 1;
        self.append(Entry::default());
    }

    fn append(&mut self, entry: Entry) -> u8 {
        let offset = u8::try_from(self.state.log.len()).unwrap_or(u8::MAX);
        if self.state.log.try_push(entry).is_err() {
            self.state.overflow = true;
        }
        if self.config.failovers == 0 {
            self.state.committed = offset + 1;
        }
        offset
    }

    /// The followers have the next message.
    pub fn commit(&mut self) {
        self.state.committed += 1;
    }

    /// Another broker becomes leader, whose log ends at `end`.
    pub fn failover(&mut self, end: u8) {
        self.state.left.failovers -= 1;
        if usize::from(end) < self.state.log.len() {
            self.sights.mark(Sight::TailLost);
        }
        self.state.log.truncate(usize::from(end));
        self.state.committed = self.state.committed.min(end);
        for writer in &mut self.state.writers {
            for pending in &mut writer.pipeline {
                // Nobody has acknowledged it: the producer sends it again.
                pending.landed = pending.landed.filter(|offset| *offset < end);
            }
        }
    }
}
