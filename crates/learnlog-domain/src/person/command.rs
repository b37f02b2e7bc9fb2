//! What can be asked about a person.

use std::collections::BTreeSet;

use crate::person::event::{PersonAttributes, PersonField};

/// Adds a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddPerson {
    /// Who it is.
    pub attributes: Box<PersonAttributes>,
}

/// Changes what is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePerson {
    /// What is present here is set.
    pub set: Box<PersonAttributes>,
    /// What is named here is emptied; where a field is also set, it is set.
    pub clear: BTreeSet<PersonField>,
}
