//! Whose fact is it. Invariant: a record is read at two places, one per log, where the target's
//! reference to the source, and the source's to the target, are held by both.

use stateright::Property;

use super::model::{MergeModel, Variant};
use super::state::{Command, Item, State, absorbed, closed_by};

/// Every fact is in one record, at every pair of places.
pub const UNION: &str = "the union is exact: nothing is counted twice or lost";
/// No stream stays closed with nobody holding it.
pub const ENDS: &str = "every merge can come to an end";

/// All that are always so or sometimes.
pub fn all() -> Vec<Property<MergeModel>> {
    vec![
        Property::always(UNION, exact),
        Property::sometimes("a stream is absorbed", |_, state: &State| {
            holds(state, |item| matches!(item, Item::Absorbed(..)))
        }),
        Property::sometimes("a merge is undone", |_, state: &State| {
            holds(state, |item| matches!(item, Item::Unmerged(..)))
                && holds(state, |item| matches!(item, Item::Reopened(_)))
        }),
        Property::sometimes("something is recorded between reading and unmerging", |_, state| {
            let late = |items: &Vec<Item>| {
                items.iter().zip(0_u8..).any(|(item, at)| match item {
                    Item::Unmerged(_, read) => *read < at,
                    _ => false,
                })
            };
            let state: &State = state;
            state.streams.iter().any(late)
        }),
    ]
}

fn holds(state: &State, what: fn(&Item) -> bool) -> bool {
    state.streams.iter().flatten().any(what)
}

fn exact(model: &MergeModel, state: &State) -> bool {
    let [first, second] = &state.streams;
    (0..=first.len()).all(|i| {
        (0..=second.len()).all(|j| {
            let streams = [&first[..i], &second[..j]];
            !is_whole(model, &streams) || counts_once(model, &streams)
        })
    })
}

/// Whether both places hold what the other refers to.
fn is_whole(model: &MergeModel, streams: &[&[Item]; 2]) -> bool {
    model.merges.iter().zip(0_u8..).all(|((from, to), merge)| {
        let (source, target) = (streams[*from], streams[*to]);
        let seen = absorbed(target, merge).iter().all(|to| usize::from(*to) <= source.len());
        let let_go = target.iter().any(|item| match item {
            Item::Unmerged(m, _) => *m == merge,
            Item::Refused(m, Command::Absorb) => *m == merge,
            _ => false,
        });
        let early = model.variant == Variant::ReopensFirst;
        seen && (let_go || early || !source.contains(&Item::Reopened(merge)))
    })
}

fn counts_once(model: &MergeModel, streams: &[&[Item]; 2]) -> bool {
    (0..2).all(|stream| {
        let facts = streams[stream].iter().zip(1_u8..).filter(|(item, _)| **item == Item::Fact);
        facts.map(|(_, place)| place).all(|place| owners(model, streams, stream, place) == 1)
    })
}

/// In how many records a fact is counted.
fn owners(model: &MergeModel, streams: &[&[Item]; 2], stream: usize, place: u8) -> usize {
    let mut own = 1;
    let mut others = 0;
    for ((from, to), merge) in model.merges.iter().zip(0_u8..) {
        if *from == stream {
            let absorbed = absorbed(streams[*to], merge);
            if closed_by(streams[stream]) == Some(merge) && !absorbed.is_empty() {
                own = 0;
            }
            others += absorbed.iter().filter(|to| place <= **to).count();
        } else if model.variant == Variant::UnlistedIsNobodys {
            let forgotten = streams[stream].iter().zip(1_u8..).any(|(item, at)| match item {
                Item::Unmerged(_, read) => place > *read && place < at,
                _ => false,
            });
            own -= usize::from(forgotten);
        }
    }
    own + others
}
