//! The streams of one log: their last entries and the ids of their commands. Invariant: an entry
//! passes only as the next one of its stream, linked to the one before, with a command id that the
//! stream has not seen.

use std::collections::{HashMap, HashSet};

use learnlog_chain::Hash;
use learnlog_codec::entry::{Place, StreamLink};
use learnlog_domain::id::CommandId;
use learnlog_domain::stream::StreamId;

use crate::verify::finding::Finding;

/// Most commands of one log that are kept in memory, about 40 bytes each.
const COMMANDS_MAX: usize = 400_000_000;

/// The last entry of a stream.
struct Last {
    /// Of the stream, in the order of appearance: shorter than its id.
    number: u32,
    stream_sequence: u64,
    link: StreamLink,
}

/// What was seen of the streams of one log.
#[derive(Default)]
pub struct Streams {
    last: HashMap<StreamId, Last>,
    commands: HashSet<(u32, CommandId)>,
}

impl Streams {
    /// How many streams there are.
    pub fn count(&self) -> usize {
        self.last.len()
    }

    /// Whether this would be the stream's first entry.
    pub fn is_new(&self, stream: StreamId) -> bool {
        !self.last.contains_key(&stream)
    }

    /// The entry (sequence, hash) that says it stands at `place`. Errors: [`Finding`].
    pub fn entry(&mut self, sequence: u64, hash: Hash, place: &Place) -> Result<(), Finding> {
        let stream = place.stream;
        if self.commands.len() >= COMMANDS_MAX {
            return Err(Finding::TooLarge);
        }
        let next = u32::try_from(self.last.len()).map_err(|_| Finding::TooLarge)?;
        let last = self.last.entry(stream).or_insert(Last {
            number: next,
            stream_sequence: 0,
            link: StreamLink::NONE,
        });
        let follows = place.stream_sequence == last.stream_sequence.saturating_add(1);
        if !follows || place.previous_in_stream != last.link {
            let (claimed, last) = (place.stream_sequence, last.stream_sequence);
            return Err(Finding::StreamLink { stream, claimed, last });
        }
        last.stream_sequence = place.stream_sequence;
        last.link = StreamLink { sequence, hash };
        if !self.commands.insert((last.number, place.command_id)) {
            return Err(Finding::CommandTwice { stream, command: place.command_id });
        }
        Ok(())
    }
}
