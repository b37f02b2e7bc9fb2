//! What is possible from everywhere: that from each reachable state some way leads to a goal. A
//! breadth-first checker shows what is always so and what is sometimes so, not this.

use std::collections::HashMap;
use std::hash::Hash;

use stateright::Model;

/// The states from which no way leads to the goal; empty if it is possible from everywhere.
pub fn dead_ends<M>(model: &M, goal: fn(&M, &M::State) -> bool) -> Vec<M::State>
where
    M: Model,
    M::State: Clone + Eq + Hash,
{
    let mut numbers: HashMap<M::State, usize> = HashMap::new();
    let mut states = model.init_states();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); states.len()];
    for (number, state) in states.iter().enumerate() {
        numbers.insert(state.clone(), number);
    }
    let mut next = 0;
    while next < states.len() {
        for state in model.next_states(&states[next].clone()) {
            let number = *numbers.entry(state.clone()).or_insert(states.len());
            if number == states.len() {
                states.push(state);
                before.push(Vec::new());
            }
            before[number].push(next);
        }
        next += 1;
    }
    let mut reaches: Vec<bool> = states.iter().map(|state| goal(model, state)).collect();
    let mut open: Vec<usize> = (0..states.len()).filter(|number| reaches[*number]).collect();
    while let Some(number) = open.pop() {
        for earlier in &before[number] {
            if !std::mem::replace(&mut reaches[*earlier], true) {
                open.push(*earlier);
            }
        }
    }
    let dead = states.into_iter().zip(reaches).filter(|(_, reaches)| !reaches);
    dead.map(|(state, _)| state).collect()
}
