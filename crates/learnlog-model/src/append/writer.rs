//! What a writer does with one command: the rules of ledger entries, as the real writer has them in
//! `intake` and `append`. Invariant: a new entry is made only for an id that the stream's state does
//! not know, and is chained on everything produced before it.

use super::config::Config;
use super::entry::Entry;
use super::sight::{Sight, Sights};
use super::state::{Answer, Folded, Pending, State, Writer};
use super::variant::Variant;

/// A step of one writer in the making.
pub struct Step<'a> {
    /// What is explored.
    pub config: &'a Config,
    /// What was met on the way.
    pub sights: &'a Sights,
    /// The world, to be changed.
    pub state: State,
}

impl Step<'_> {
    /// Which rule is broken.
    pub fn variant(&self) -> Variant {
        self.config.variant
    }

    /// The writer.
    pub fn writer(&mut self, w: usize) -> &mut Writer {
        &mut self.state.writers[w]
    }

    /// How many entries the writer knows to be in the log.
    pub fn confirmed(&self, w: usize) -> u8 {
        let accepted = self.state.accepted_below(self.state.writers[w].known, self.variant());
        accepted.last().map_or(0, |entry| entry.sequence)
    }

    /// The writer looks at a command: answers it, has it wait, or produces an entry.
    pub fn dispatch(&mut self, w: usize, command: u8) {
        let asked = self.config.commands[usize::from(command)];
        let Some(history) = self.history(w, asked.stream) else {
            // Its state is not loaded: the command is parked.
            self.writer(w).jobs |= 1 << command;
            return;
        };
        let again = self.writer(w).jobs & 1 << command != 0;
        self.writer(w).jobs &= !(1 << command);
        let own = u8::try_from(w).unwrap_or_default() + 1;
        let found = history.iter().find(|entry| {
            let has_id = self.config.commands[usize::from(entry.command)].has_id_of(&asked);
            has_id && (self.variant() != Variant::OwnBytes || entry.by == own)
        });
        match found.copied() {
            Some(entry) => self.found(w, command, entry, again),
            None => self.produce(w, command, &history),
        }
    }

    /// An entry has the command's id.
    fn found(&mut self, w: usize, command: u8, entry: Entry, again: bool) {
        let confirmed = entry.sequence <= self.confirmed(w);
        if confirmed || self.variant() == Variant::AnswersUnconfirmed {
            self.sights.mark(if again {
                Sight::UnknownIsSettled
            } else {
                Sight::FoundEntryAnswers
            });
            return self.answer(command, &entry);
        }
        let pending = self.writer(w).pipeline.iter_mut();
        match pending.into_iter().find(|pending| pending.entry.id == entry.id) {
            Some(pending) => {
                pending.waiting |= 1 << command;
                self.sights.mark(Sight::WaitsForUnconfirmed);
            }
            None => self.writer(w).jobs |= 1 << command,
        }
    }

    /// Tells the caller of `command` that `entry` decided.
    pub fn answer(&mut self, command: u8, entry: &Entry) {
        let commands = self.config.commands;
        let (asked, decided) =
            (commands[usize::from(command)], commands[usize::from(entry.command)]);
        let same = match self.variant() {
            Variant::AbandonHasDigest => asked.digest == decided.digest,
            _ => asked.is_same_command(&decided),
        };
        if !same {
            self.sights.mark(Sight::IdReused);
        }
        if decided.digest == 0 && asked.digest != 0 {
            self.sights.mark(Sight::AbandonWins);
        }
        self.tell(command, Answer::Entry { id: entry.id, reused: !same });
    }

    /// Tells the caller.
    pub fn tell(&mut self, command: u8, answer: Answer) {
        let told = &mut self.state.answers[usize::from(command)];
        match told {
            Some(before) => self.state.contradicted |= *before != answer,
            None => *told = Some(answer),
        }
    }

    /// Decides on the stream's history, chains and produces.
    fn produce(&mut self, w: usize, command: u8, history: &[Entry]) {
        let mut link = history.last().map_or(0, |last| last.id);
        // What is folded twice counts twice: the rules would see it so.
        let mut nth = u8::try_from(history.len()).unwrap_or(u8::MAX);
        let parts: &[u8] = if self.variant() == Variant::TwoEntries { &[1, 2] } else { &[0] };
        for &part in parts {
            let head = self.head(w);
            if head.id == Entry::DOOMED.id {
                let entry = Entry { command, ..Entry::DOOMED };
                self.push(w, entry);
                continue;
            }
            let id = self.state.fresh_id(head.sequence + 1);
            let by = match self.variant() {
                Variant::OwnBytes => u8::try_from(w).unwrap_or_default() + 1,
                _ => 0,
            };
            nth += 1;
            let sequence = head.sequence + 1;
            let entry = Entry { id, previous: head.id, sequence, command, link, nth, part, by };
            link = id;
            self.push(w, entry);
            self.fold_own(w, entry);
        }
    }

    fn push(&mut self, w: usize, entry: Entry) {
        let pending = Pending { entry, landed: None, passed_over: false, waiting: 0 };
        if self.writer(w).pipeline.try_push(pending).is_err() {
            self.state.overflow = true;
        }
    }

    /// After the last produced entry.
    fn head(&self, w: usize) -> Entry {
        let writer = &self.state.writers[w];
        let known = || self.state.accepted_below(writer.known, self.variant()).last().copied();
        writer.pipeline.last().map(|last| last.entry).or_else(known).unwrap_or_default()
    }

    /// A kept state holds what was produced.
    fn fold_own(&mut self, w: usize, entry: Entry) {
        let stream = self.config.commands[usize::from(entry.command)].stream;
        let cached = self.writer(w).cache.iter_mut().find(|folded| folded.stream == stream);
        if let Some(folded) = cached
            && entry.sequence > folded.to
        {
            folded.entries.push(entry);
            folded.to = entry.sequence;
        }
    }

    /// The entries of a stream as the writer knows them, unconfirmed ones included; None if they
    /// are not loaded.
    fn history(&mut self, w: usize, stream: u8) -> Option<Vec<Entry>> {
        let writer = &self.state.writers[w];
        if let Some(folded) = writer.cache.iter().find(|folded| folded.stream == stream) {
            return Some(folded.entries.clone());
        }
        if self.config.loads {
            return None;
        }
        let known = self.state.accepted_below(writer.known, self.variant());
        let produced = writer.pipeline.iter().map(|pending| pending.entry);
        let commands = self.config.commands;
        let entries: Vec<Entry> = known
            .iter()
            .copied()
            .chain(produced)
            .filter(|entry| commands[usize::from(entry.command)].stream == stream)
            .collect();
        if self.variant().keeps_states() {
            let to = self.head(w).sequence;
            self.keep(w, Folded { stream, entries: entries.clone(), to });
        }
        Some(entries)
    }

    /// Puts a state into the cache.
    pub fn keep(&mut self, w: usize, folded: Folded) {
        let cache = &mut self.writer(w).cache;
        cache.retain(|other| other.stream != folded.stream);
        cache.push(folded);
        cache.sort_unstable_by_key(|folded| folded.stream);
    }
}
