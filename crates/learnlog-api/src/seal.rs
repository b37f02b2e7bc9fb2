//! From a draft to a submission: personal data is sealed and the command digested, both under the person's key.
//! Invariant: what leaves here holds no personal data in plain text, and its actor is the authenticated principal.

use learnlog_codec::entry::{CommandDigest, Envelope, Reason};
use learnlog_domain::command::{Command, LearnerAction, LearnerCommand};
use learnlog_domain::id::{CommandId, LedgerId};
use learnlog_domain::person::command::{AddPerson, ChangePerson};
use learnlog_domain::person::event::PersonAttributes;
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::StreamId;
use learnlog_keys::ledger_key::LedgerKey;
use learnlog_keys::person_key::{PersonKey, Place};
use learnlog_ledger::submission::{Request, Submission};

use crate::authentication::principal::Principal;
use crate::error::ApiError;
use crate::error::reason::Reason as ErrorReason;
use crate::input::draft::{Ask, Draft, DraftReason, LearnerAsk, PersonDraft};

#[cfg(test)]
mod tests;

/// Keys for one draft.
#[derive(Clone, Copy)]
pub struct Sealer<'a> {
    /// The ledger.
    pub ledger_id: LedgerId,
    /// Its own key.
    pub ledger: &'a LedgerKey,
    /// The key of the person whose stream it is; None where the stream is not a learner's.
    pub person: Option<&'a PersonKey>,
}

impl Sealer<'_> {
    /// The submission of a draft. Errors: INTERNAL_FAULT where the cipher fails.
    pub fn seal(
        &self,
        draft: Draft,
        principal: &Principal,
        at_least: u64,
    ) -> Result<Submission, ApiError> {
        let digest = draft.canonical.as_deref().map(|canonical| self.digest(canonical));
        let place = Sealing { sealer: self, stream: draft.stream, command_id: draft.command_id };
        let reason = draft.reason.map(|reason| place.reason(reason)).transpose()?;
        let request = match draft.ask {
            Ask::Abandon => Request::Abandon,
            Ask::Definition(definition) => {
                Request::Decide(Box::new(Command::Definition(definition)))
            }
            Ask::Learner(learner_id, ask) => {
                let action = place.action(ask)?;
                let command = LearnerCommand { learner_id, action };
                Request::Decide(Box::new(Command::Learner(command)))
            }
        };
        let source_system = match draft.source_system {
            named if !named.is_empty() => named,
            _ => principal.actor.issuer.clone(),
        };
        let envelope = Envelope {
            command_id: draft.command_id,
            digest,
            occurred: draft.occurred,
            actor: principal.actor.clone(),
            source_system,
            reason,
            correlation_id: draft.correlation_id,
            causation_id: draft.causation_id,
            basis: draft.basis,
            retry_of: draft.retry_of,
        };
        Ok(Submission { stream: draft.stream, envelope, request, at_least })
    }

    fn digest(&self, canonical: &[u8]) -> CommandDigest {
        match self.person {
            Some(key) => CommandDigest { key_id: key.key_id(), hmac: key.digest(canonical) },
            None => {
                let (key_id, hmac) = (self.ledger.key_id(), self.ledger.digest(canonical));
                CommandDigest { key_id, hmac }
            }
        }
    }
}

/// Where the values of one command belong.
struct Sealing<'a> {
    sealer: &'a Sealer<'a>,
    stream: StreamId,
    command_id: CommandId,
}

impl Sealing<'_> {
    fn value(&self, attribute: &str, text: &str) -> Result<Protected, ApiError> {
        let fault = |message| ApiError::new(ErrorReason::InternalFault, message);
        let key = self.sealer.person.ok_or_else(|| fault("personal data of nobody"))?;
        let Self { stream, command_id, .. } = *self;
        let place = Place { ledger_id: self.sealer.ledger_id, stream, command_id, attribute };
        key.seal(place, text.as_bytes()).map_err(|error| {
            tracing::error!(%stream, %command_id, error = &error as &dyn std::error::Error,
                "personal data could not be sealed");
            fault("personal data could not be encrypted")
        })
    }

    fn optional(&self, attribute: &str, text: Option<&str>) -> Result<Option<Protected>, ApiError> {
        text.map(|text| self.value(attribute, text)).transpose()
    }

    fn reason(&self, reason: DraftReason) -> Result<Reason, ApiError> {
        let text = self.optional("reason", reason.text.as_deref())?;
        Ok(Reason { code: reason.code, text })
    }

    fn action(&self, ask: LearnerAsk) -> Result<LearnerAction, ApiError> {
        Ok(match ask {
            LearnerAsk::Plain(action) => action,
            LearnerAsk::AddPerson(person) => {
                let attributes = Box::new(self.person(*person)?);
                LearnerAction::AddPerson(AddPerson { attributes })
            }
            LearnerAsk::ChangePerson(person, clear) => {
                let set = Box::new(self.person(*person)?);
                LearnerAction::ChangePerson(ChangePerson { set, clear })
            }
            LearnerAsk::CreditPriorLearning(mut credit, evidence) => {
                credit.evidence = self.optional("evidence", evidence.as_deref())?;
                LearnerAction::CreditPriorLearning(credit)
            }
        })
    }

    fn person(&self, draft: PersonDraft) -> Result<PersonAttributes, ApiError> {
        let mut attributes = draft.plain;
        attributes.display_name = self.optional("display_name", draft.display_name.as_deref())?;
        attributes.email = self.optional("email", draft.email.as_deref())?;
        for (source, value) in draft.external_ids {
            let sealed = self.value(&format!("external_id:{source}"), &value)?;
            attributes.external_ids.insert(source, sealed);
        }
        for (name, value) in draft.other {
            let sealed = self.value(&format!("attribute:{name}"), &value)?;
            attributes.other.insert(name, sealed);
        }
        Ok(attributes)
    }
}
