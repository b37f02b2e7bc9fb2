//! Natural keys: how the source names things. Invariant: one key, one name, for ever: ids are
//! derived from (kind, source, name), so the writing of names is part of the contract
//! (docs/import.md). Deriving ids is left to the server.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What an id can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdKind {
    /// An org unit.
    OrgUnit,
    /// A job.
    Job,
    /// A course.
    Course,
    /// A component of a course.
    Component,
    /// An offering.
    Offering,
    /// A person.
    Learner,
    /// An enrollment.
    Enrollment,
    /// A credit from prior learning.
    Credit,
    /// An attempt.
    Attempt,
    /// A command.
    Command,
}

impl IdKind {
    /// As `DeriveIds` names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrgUnit => "org_unit",
            Self::Job => "job",
            Self::Course => "course",
            Self::Component => "component",
            Self::Offering => "offering",
            Self::Learner => "learner",
            Self::Enrollment => "enrollment",
            Self::Credit => "credit",
            Self::Attempt => "attempt",
            Self::Command => "command",
        }
    }
}

/// A name in [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(u32);

impl NameId {
    /// Its place in the order in which names were first met.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All names of an import, each once.
#[derive(Debug, Default)]
pub struct Names {
    list: Vec<(IdKind, Arc<str>)>,
    ids: HashMap<(IdKind, Arc<str>), NameId>,
    defined: HashSet<NameId>,
}

impl Names {
    /// The id of a name, new if it is.
    pub fn get(&mut self, kind: IdKind, key: &str) -> NameId {
        let key: Arc<str> = key.into();
        // PLAN_MAX_FACTS and SOURCE_MAX_ROWS keep the number of names far below u32::MAX.
        let next = NameId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        let id = *self.ids.entry((kind, key.clone())).or_insert(next);
        if id == next {
            self.list.push((kind, key));
        }
        id
    }

    /// Some row says what it is.
    pub fn define(&mut self, name: NameId) {
        self.defined.insert(name);
    }

    /// Some row said what it is.
    pub fn is_defined(&self, name: NameId) -> bool {
        self.defined.contains(&name)
    }

    /// The key behind an id.
    pub fn key(&self, name: NameId) -> &str {
        &self.list[name.index()].1
    }

    /// All names, by [`NameId::index`].
    pub fn list(&self) -> &[(IdKind, Arc<str>)] {
        &self.list
    }
}

/// Several values as one name: joined by `/`, with `%2F` for a slash and `%25` for a percent sign
/// in a value.
pub fn join_key<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let mut key = String::new();
    for (index, value) in values.enumerate() {
        if index > 0 {
            key.push('/');
        }
        if memchr::memchr2(b'/', b'%', value.as_bytes()).is_some() {
            key.push_str(&value.replace('%', "%25").replace('/', "%2F"));
        } else {
            key.push_str(value);
        }
    }
    key
}
