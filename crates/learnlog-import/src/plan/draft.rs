//! Facts before they are put in order. Invariant: one fact per kind and key: a row that says the
//! same again adds nothing, one that says something else is refused, unless its rule takes the
//! first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use learnlog_domain::time::{Day, EffectiveDay};

use crate::mapping::rules::Repeat;
use crate::plan::fact::definition::{Component, Definition};
use crate::plan::fact::kind::Kind;
use crate::plan::fact::{Body, Fact};
use crate::plan::names::NameId;

/// Where a rule finds its facts.
#[derive(Debug, PartialEq, Eq)]
pub struct Origin {
    /// Name of the file.
    pub file: Arc<str>,
    /// The column that facts are chiefly made of.
    pub column: String,
}

/// The row that a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// File and column.
    pub origin: Arc<Origin>,
    /// The line on which the row starts.
    pub row: u32,
}

/// What a row says.
#[derive(Debug)]
pub struct Draft {
    /// Natural key.
    pub key: String,
    /// Whose.
    pub learner: Option<NameId>,
    /// When.
    pub day: Option<EffectiveDay>,
    /// Where it stands among the learner's facts if its day is unknown.
    pub order: Option<Day>,
    /// What.
    pub body: Body,
}

/// All drafts so far.
#[derive(Debug, Default)]
pub struct Drafts {
    facts: Vec<Fact>,
    by_key: HashMap<(Kind, Box<str>), usize>,
    same: Vec<(Kind, Place)>,
}

impl Drafts {
    /// How many facts.
    pub(super) fn len(&self) -> usize {
        self.facts.len()
    }

    /// Takes a draft. Errors: its key, and the row of the fact that has it and says something else.
    pub fn add(
        &mut self,
        place: Place,
        repeat: Repeat,
        draft: Draft,
    ) -> Result<(), (Box<str>, u32)> {
        let Draft { key, learner, day, order, body } = draft;
        let fact = Fact { place, key: key.into(), learner, day, order, body };
        let kind = fact.kind();
        match self.by_key.entry((kind, fact.key.clone())) {
            Entry::Vacant(free) => {
                free.insert(self.facts.len());
                self.facts.push(fact);
            }
            Entry::Occupied(taken) => {
                let first = &mut self.facts[*taken.get()];
                let is_same = (first.learner, first.day) == (fact.learner, fact.day)
                    && first.body == fact.body;
                if !is_same && repeat == Repeat::Same {
                    return Err((fact.key, first.place.row));
                }
                let later =
                    if is_earlier(&fact, first) { std::mem::replace(first, fact) } else { fact };
                self.same.push((kind, later.place));
            }
        }
        Ok(())
    }

    /// A row that says nothing new.
    pub fn same(&mut self, kind: Kind, place: Place) {
        self.same.push((kind, place));
    }

    /// Adds a component to the course with that key.
    pub fn add_component(&mut self, course: &str, new: Component) {
        let index = self.by_key.get(&(Kind::Course, course.into()));
        if let Some(Fact {
            body: Body::Definition(Definition::Course { components, .. }), ..
        }) = index.and_then(|index| self.facts.get_mut(*index))
        {
            components.push(new);
        }
    }

    /// All facts, and the rows that said the same as another one.
    pub fn into_parts(self) -> (Vec<Fact>, Vec<(Kind, Place)>) {
        (self.facts, self.same)
    }
}

fn is_earlier(one: &Fact, other: &Fact) -> bool {
    matches!((one.known_day(), other.known_day()), (Some(one), Some(other)) if one < other)
}
