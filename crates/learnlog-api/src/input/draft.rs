//! A command that was found well-formed, with its personal data still plain. Invariant: it lives from validation to
//! sealing, within one request, and has no way into an entry or a log line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use learnlog_codec::entry::LedgerPosition;
use learnlog_domain::catalog::command::DefinitionCommand;
use learnlog_domain::command::LearnerAction;
use learnlog_domain::completion::command::CreditPriorLearning;
use learnlog_domain::id::{CommandId, LearnerId};
use learnlog_domain::person::event::{PersonAttributes, PersonField};
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Occurred;
use uuid::Uuid;

/// One well-formed command.
pub struct Draft {
    /// Where it goes.
    pub stream: StreamId,
    /// The caller's.
    pub command_id: CommandId,
    /// When it happened in the world.
    pub occurred: Option<Occurred>,
    /// Empty: the issuer of the caller.
    pub source_system: String,
    /// Why.
    pub reason: Option<DraftReason>,
    /// What it belongs to.
    pub correlation_id: Option<Uuid>,
    /// What led to it.
    pub causation_id: Option<Uuid>,
    /// The read model that justified it.
    pub basis: Option<LedgerPosition>,
    /// The rejected command that it tries again.
    pub retry_of: Option<CommandId>,
    /// What is asked.
    pub ask: Ask,
    /// What its digest is taken over; None for `Abandon`, which matches any.
    pub canonical: Option<Vec<u8>>,
}

/// Why, in plain text.
pub struct DraftReason {
    /// A code.
    pub code: String,
    /// In words, of a learner only.
    pub text: Option<String>,
}

/// What is asked.
pub enum Ask {
    /// That the command id is never decided.
    Abandon,
    /// Something about a definition.
    Definition(DefinitionCommand),
    /// Something about a learner.
    Learner(LearnerId, LearnerAsk),
}

/// What is asked about a learner.
pub enum LearnerAsk {
    /// Something without personal data.
    Plain(LearnerAction),
    /// A learner is to exist.
    AddPerson(Box<PersonDraft>),
    /// Attributes are to change.
    ChangePerson(Box<PersonDraft>, BTreeSet<PersonField>),
    /// A credit; its evidence beside it.
    CreditPriorLearning(CreditPriorLearning, Option<String>),
}

/// What is known of a person: the plain attributes, and beside them those to be sealed.
#[derive(Default)]
pub struct PersonDraft {
    /// Without the protected ones.
    pub plain: PersonAttributes,
    /// To be sealed as "display_name".
    pub display_name: Option<String>,
    /// To be sealed as "email".
    pub email: Option<String>,
    /// By source, to be sealed as "external_id:<source>".
    pub external_ids: BTreeMap<String, String>,
    /// By name, to be sealed as "attribute:<name>".
    pub other: BTreeMap<String, String>,
}

/// Stream and command id only: the rest may be personal.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("stream", &self.stream)
            .field("command_id", &self.command_id)
            .finish_non_exhaustive()
    }
}
