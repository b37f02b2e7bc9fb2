//! Two streams in two logs. Invariant: a stream only grows; what a command did is found by its id.

/// What a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// Something that a learner's record counts.
    Fact,
    /// The stream takes nothing more: `merged_into`.
    Closed(u8),
    /// The other stream's entries up to this one belong here.
    Absorbed(u8, u8),
    /// They do no more; of this stream's own since then, those up to this place were looked at.
    Unmerged(u8, u8),
    /// The stream takes commands again.
    Reopened(u8),
    /// A command of the merge was refused.
    Refused(u8, Command),
}

/// What coordinators send; the numbers are of places that they read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// To the source.
    Close,
    /// To the target.
    Absorb,
    /// To the target.
    Unmerge,
    /// To the source.
    Reopen,
}

/// A command under way, which may arrive at any time, again and again.
pub type Sent = (u8, Command, u8);

/// The world.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The two streams.
    pub streams: [Vec<Item>; 2],
    /// Sorted.
    pub sent: Vec<Sent>,
    /// Facts that may still come, per stream.
    pub facts: [u8; 2],
}

/// Whether a stream that begins so takes commands.
pub fn closed_by(items: &[Item]) -> Option<u8> {
    items.iter().rev().find_map(|item| match item {
        Item::Closed(merge) => Some(Some(*merge)),
        Item::Reopened(_) => Some(None),
        _ => None,
    })?
}

/// Up to which places of the source a stream that begins so holds them, once per absorbing.
pub fn absorbed(items: &[Item], merge: u8) -> Vec<u8> {
    if items.iter().any(|item| matches!(item, Item::Unmerged(m, _) if *m == merge)) {
        return Vec::new();
    }
    let of = |item: &Item| match item {
        Item::Absorbed(m, to) if *m == merge => Some(*to),
        _ => None,
    };
    items.iter().filter_map(of).collect()
}

/// Whether that command of the merge has been decided in a stream.
pub fn decided(items: &[Item], merge: u8, command: Command) -> bool {
    items.iter().any(|item| match item {
        Item::Fact => false,
        Item::Closed(m) => (*m, Command::Close) == (merge, command),
        Item::Absorbed(m, _) => (*m, Command::Absorb) == (merge, command),
        Item::Unmerged(m, _) => (*m, Command::Unmerge) == (merge, command),
        Item::Reopened(m) => (*m, Command::Reopen) == (merge, command),
        Item::Refused(m, refused) => (*m, *refused) == (merge, command),
    })
}
