//! States that are one: what nothing will ever look at is forgotten. Invariant: two states that are
//! made equal have the same futures, and none of them hides a broken promise.

use super::config::Config;
use super::entry::Entry;
use super::model::AppendModel;
use super::properties;
use super::state::State;
use super::variant::Variant;

impl State {
    /// The one of its like that is explored.
    pub fn canonical(mut self, model: &AppendModel) -> Self {
        let config = &model.config;
        if self.overflow {
            return self;
        }
        if config.variant == Variant::Faithful && config.reduced {
            self.forget_strays(config);
            if config.failovers == 0 && !config.loads {
                self.forget_doomed();
            }
            if !config.lag {
                self.close_up(config);
            }
        }
        if config.reduced && !self.contradicted && properties::answers_are_right(model, &self) {
            // What is right now stays right as long as readers agree, which is checked by itself.
            self.answers = Default::default();
        }
        self.late.sort_unstable();
        let named = matches!(config.variant, Variant::OldReports | Variant::OwnBytes);
        if config.reduced && !named {
            self.writers.sort_unstable();
        }
        self
    }

    /// A committed stray is like any other; so is a request that can only become one.
    fn forget_strays(&mut self, config: &Config) {
        let accepted = self.accepted(config.variant);
        let head = accepted.last().map_or(0, |entry| entry.sequence);
        for entry in &mut self.log[..usize::from(self.committed)] {
            if !accepted.iter().any(|other| other.id == entry.id) {
                *entry = Entry::default();
            }
        }
        // The second landing of an accepted entry is a stray, too.
        let mut met = 0;
        for entry in &mut self.log[..usize::from(self.committed)] {
            if entry.sequence > met {
                met = entry.sequence;
            } else {
                *entry = Entry::default();
            }
        }
        for late in &mut self.late {
            if late.entry.sequence <= head {
                late.entry = Entry::default();
            }
        }
    }

    /// An entry that chains on neither the head nor anything that may still become it will never be
    /// accepted: what it says does not matter any more, only that it is there.
    fn forget_doomed(&mut self) {
        let accepted = self.accepted(Variant::Faithful);
        let head = accepted.last().map_or(0, |entry| entry.id);
        let again = self.left.duplicates > 0;
        let pending = self.writers.iter().flat_map(|writer| &writer.pipeline);
        let unlanded = pending.filter(|pending| again || pending.landed.is_none());
        let mut open: Vec<Entry> = unlanded.map(|pending| pending.entry).collect();
        open.extend(self.late.iter().map(|late| late.entry));
        let mut viable = vec![head];
        while let Some(place) = open.iter().position(|entry| viable.contains(&entry.previous)) {
            viable.push(open.swap_remove(place).id);
        }
        let lives = |entry: &Entry| {
            viable.contains(&entry.id) || accepted.iter().any(|other| other.id == entry.id)
        };
        for writer in &mut self.writers {
            for pending in writer.pipeline.iter_mut().filter(|pending| !lives(&pending.entry)) {
                pending.entry = Entry { command: pending.entry.command, ..Entry::DOOMED };
            }
        }
        for late in self.late.iter_mut().filter(|late| !lives(&late.entry)) {
            late.entry = Entry::default();
        }
    }

    /// Takes out strays that every writer has passed or will read past at once.
    fn close_up(&mut self, config: &Config) {
        let accepted = self.accepted(config.variant);
        for offset in (0..self.committed).rev() {
            let place = usize::from(offset);
            let is_stray = !accepted.iter().any(|other| other.id == self.log[place].id);
            let passed = self.writers.iter().all(|writer| {
                (writer.settling || writer.known > offset)
                    && writer.pipeline.iter().all(|pending| pending.landed != Some(offset))
            });
            if !is_stray || !passed {
                continue;
            }
            self.log.remove(place);
            self.committed -= 1;
            for writer in &mut self.writers {
                let shift = |at: &mut u8| *at -= u8::from(*at > offset);
                shift(&mut writer.known);
                shift(&mut writer.expected);
                let landed = writer.pipeline.iter_mut().filter_map(|one| one.landed.as_mut());
                landed.for_each(shift);
            }
        }
    }
}
