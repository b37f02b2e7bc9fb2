//! Commands about a person.

use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::{AddPerson, AttributeInput, ChangePerson, ExternalIdInput, PersonInput};
use learnlog_proto::events::PersonField;
use uuid::Uuid;

use crate::command::{Commands, words};
use crate::plan::fact::person::{Attributes, FieldValue, PersonFact};
use crate::plan::names::NameId;

impl<I: Fn(NameId) -> Uuid> Commands<'_, I> {
    pub(super) fn person(&self, learner_id: String, fact: &PersonFact) -> Asked {
        match fact {
            PersonFact::Added(attributes) => {
                let person = Some(self.attributes(attributes));
                Asked::AddPerson(AddPerson { learner_id, person })
            }
            PersonFact::Changed { set, cleared } => Asked::ChangePerson(ChangePerson {
                learner_id,
                set: Some(self.attributes(set)),
                clear: cleared.iter().map(|field| (*field).into()).collect(),
            }),
        }
    }

    fn attributes(&self, attributes: &Attributes) -> PersonInput {
        let external_ids = attributes.external_ids.clone().into_iter();
        let other = attributes.other.clone().into_iter();
        let mut input = PersonInput {
            external_ids: external_ids
                .map(|(source, value)| ExternalIdInput { source, value })
                .collect(),
            other: other.map(|(name, value)| AttributeInput { name, value }).collect(),
            ..PersonInput::default()
        };
        for (field, value) in &attributes.fields {
            self.set(&mut input, *field, value);
        }
        input
    }

    fn set(&self, input: &mut PersonInput, field: PersonField, value: &FieldValue) {
        let (text, day) = match value {
            FieldValue::Text(text) => (text.clone(), None),
            FieldValue::Name(name) => (self.text(*name), None),
            FieldValue::Day(day) => (String::new(), Some(words::date(*day))),
        };
        match field {
            PersonField::Unspecified => {}
            PersonField::DisplayName => input.display_name = text,
            PersonField::Email => input.email = text,
            PersonField::OrgUnit => input.org_unit_id = text,
            PersonField::Job => input.job_id = text,
            PersonField::Manager => input.manager_id = text,
            PersonField::WorkerType => input.worker_type = text,
            PersonField::HireDate => input.hire_date = day,
            PersonField::EmploymentEnd => input.employment_end = day,
            PersonField::Locale => input.locale = text,
            PersonField::TimeZone => input.time_zone = text,
        }
    }
}
