//! Falsifies what was recorded, so that the checker can be seen to find it. Invariant: one thing is false, and it is of the kind that was
//! asked for.

use anyhow::{Context, bail};

use crate::check::topic::Message;
use crate::check::turns::{Turn, turns};
use crate::check::{CallerHistory, Chains, Evidence, Kind, Operation};
use crate::hash::Hash;
use crate::history::{Call, Outcome, Said};

/// Errors: the run has nothing that could be falsified so.
pub fn plant(
    kind: Kind,
    messages: &mut Vec<Message>,
    callers: &mut [CallerHistory],
) -> anyhow::Result<()> {
    match kind {
        Kind::Lost => lost(callers),
        Kind::Denied => denied(callers),
        Kind::Stale => stale(callers),
        Kind::Doubled => doubled(messages),
        Kind::OutOfTurn => out_of_turn(callers),
        Kind::Early => early(callers),
        _ => bail!("{kind} cannot be planted in a run; the checker's own tests have it"),
    }
}

/// An acknowledgment of an entry that is not there.
fn lost(callers: &mut [CallerHistory]) -> anyhow::Result<()> {
    let mut answers = operations(callers).filter_map(|operation| match &mut operation.completed {
        Some((_, Outcome::Answered(answer))) => Some(answer),
        _ => None,
    });
    let answer = answers.next_back().context("nothing was acknowledged")?;
    answer.hash = Hash::of(&[&answer.hash.0]);
    Ok(())
}

/// An answer that says no where the entry says yes.
fn denied(callers: &mut [CallerHistory]) -> anyhow::Result<()> {
    let mut answers = operations(callers).filter_map(|operation| match &mut operation.completed {
        Some((_, Outcome::Answered(answer))) => match answer.said {
            Said::Recorded(_) => Some(answer),
            _ => None,
        },
        _ => None,
    });
    let answer = answers.next_back().context("nothing was recorded")?;
    answer.said = Said::Rejected("PLANTED".to_owned());
    Ok(())
}

/// A question that asked for more than was answered.
fn stale(callers: &mut [CallerHistory]) -> anyhow::Result<()> {
    let mut questions = operations(callers).filter_map(|operation| {
        match (&mut operation.call, &operation.completed) {
            (Call::Transcript { at_least, .. }, Some((_, Outcome::Transcript(transcript)))) => {
                Some((at_least, &transcript.position))
            }
            _ => None,
        }
    });
    let (at_least, position) = questions.next_back().context("no transcript was answered")?;
    let (&log, &sequence) = position.iter().next_back().context("an empty position")?;
    at_least.insert(log, sequence + 1);
    Ok(())
}

/// Two items of one call that were sent the other way round.
fn out_of_turn(callers: &mut [CallerHistory]) -> anyhow::Result<()> {
    let evidence = Evidence::new(Chains::default(), callers.to_vec());
    let turns = turns(&evidence);
    let Turn { caller, operations: (one, next), .. } =
        turns.last().context("no two items of one call were acknowledged for one stream")?;
    let caller = callers.iter_mut().find(|it| it.name == *caller).context("a caller")?;
    let (before, after) = caller.operations.split_at_mut(*next);
    let (one, next) = (&mut before[*one], &mut after[0]);
    std::mem::swap(one, next);
    match (&mut one.call, &mut next.call) {
        (Call::Item { index: one, .. }, Call::Item { index: next, .. }) => {
            std::mem::swap(one, next)
        }
        other => bail!("{other:?} are no items"),
    }
    Ok(())
}

/// A command that was to wait for its own entry.
fn early(callers: &mut [CallerHistory]) -> anyhow::Result<()> {
    let evidence = Evidence::new(Chains::default(), callers.to_vec());
    let mut commands = operations(callers).filter_map(|operation| {
        let Some((_, Outcome::Answered(answer))) = &operation.completed else { return None };
        let first = evidence.is_first(operation, operation.call.command()?);
        let (Call::Submit(asked) | Call::Item { asked, .. }) = &mut operation.call else {
            return None;
        };
        first.then_some((asked, answer))
    });
    let (asked, answer) = commands.next_back().context("nothing was acknowledged at once")?;
    asked.at_least.insert(answer.log, answer.sequence);
    Ok(())
}

fn operations(callers: &mut [CallerHistory]) -> impl DoubleEndedIterator<Item = &mut Operation> {
    callers.iter_mut().flat_map(|caller| &mut caller.operations)
}

/// A command's entry once more at the end of its log.
fn doubled(messages: &mut Vec<Message>) -> anyhow::Result<()> {
    let chains = Chains::of(messages);
    let message = chains.again().context("nothing was accepted")?;
    messages.push(message);
    Ok(())
}
