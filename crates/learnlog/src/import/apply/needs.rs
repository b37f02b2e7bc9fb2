//! What a fact needs, and what it makes that others need. Invariant: agrees with `plan` about what
//! refers to what. A manager is not needed: the ledger takes a person before their manager.

use learnlog_proto::events::PersonField;

use learnlog_import::plan::fact::definition::Definition;
use learnlog_import::plan::fact::learning::{Act, Scope, Target};
use learnlog_import::plan::fact::person::{Attributes, FieldValue, PersonFact};
use learnlog_import::plan::fact::{Body, Fact};
use learnlog_import::plan::names::NameId;

/// What comes to be with a fact.
pub fn makes(fact: &Fact) -> Option<NameId> {
    match &fact.body {
        Body::Definition(definition) => Some(definition.name()),
        Body::Person(PersonFact::Added(_)) => fact.learner,
        Body::Person(PersonFact::Changed { .. }) => None,
        Body::Learning(learning) => match learning.act {
            Act::Enroll(_) => learning.enrollment,
            Act::Withdraw { .. }
            | Act::Progress { .. }
            | Act::Credit { .. }
            | Act::Outcome { .. } => None,
        },
    }
}

/// What a fact needs to be in the ledger.
pub fn needs(fact: &Fact) -> Vec<NameId> {
    let mut needs: Vec<NameId> = Vec::new();
    match &fact.body {
        Body::Definition(Definition::OrgUnit { parent, .. }) => needs.extend(parent),
        Body::Definition(Definition::Offering { course, .. }) => needs.push(*course),
        Body::Definition(Definition::Job { .. } | Definition::Course { .. }) => {}
        Body::Person(PersonFact::Added(attributes)) => needs.extend(of_person(attributes)),
        Body::Person(PersonFact::Changed { set, .. }) => {
            needs.extend(fact.learner);
            needs.extend(of_person(set));
        }
        Body::Learning(learning) => {
            needs.extend(fact.learner);
            match learning.act {
                Act::Enroll(Target::Course(course)) => needs.push(course),
                Act::Enroll(Target::Offering(offering)) => needs.push(offering),
                Act::Withdraw { .. } => needs.extend(learning.enrollment),
                Act::Progress { scope: Scope { course, .. }, .. }
                | Act::Credit { scope: Scope { course, .. }, .. }
                | Act::Outcome { course, .. } => {
                    needs.push(course);
                    needs.extend(learning.enrollment);
                }
            }
        }
    }
    needs
}

fn of_person(attributes: &Attributes) -> impl Iterator<Item = NameId> {
    let fields = attributes.fields.iter();
    fields.filter_map(|(field, value)| match value {
        FieldValue::Name(name) if *field != PersonField::Manager => Some(*name),
        FieldValue::Name(_) | FieldValue::Text(_) | FieldValue::Day(_) => None,
    })
}
