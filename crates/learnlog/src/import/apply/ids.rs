//! Ids of everything in a plan, derived by the server under the ledger's secret. Invariant: a
//! command's name is its kind and natural key, and for definitions the digest of their content: a
//! definition that says something new is a revision, a fact that says something new is not taken
//! for another fact.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use learnlog_proto::api::Command;
use prost::Message;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::client::Client;
use crate::client::refusal::ClientError;
use crate::output::cell;
use learnlog_import::command::Commands;
use learnlog_import::plan::Plan;
use learnlog_import::plan::fact::{Body, Fact};
use learnlog_import::plan::names::{IdKind, NameId};

/// Derived ids. Cheap to clone.
#[derive(Clone)]
pub struct Ids {
    /// By [`NameId::index`].
    names: Arc<[Uuid]>,
    /// By index of the fact.
    commands: Arc<[Uuid]>,
}

impl Ids {
    /// Asks the server for all ids of `plan`.
    pub async fn derive(plan: &Plan, client: &Client) -> Result<Self, ClientError> {
        let mut by_kind: BTreeMap<IdKind, Vec<usize>> = BTreeMap::new();
        for (index, (kind, _)) in plan.names.list().iter().enumerate() {
            by_kind.entry(*kind).or_default().push(index);
        }
        let mut names = vec![Uuid::nil(); plan.names.list().len()];
        for (kind, indexes) in by_kind {
            let keys = indexes.iter().map(|index| plan.names.list()[*index].1.to_string());
            let keys: Vec<String> = keys.collect();
            let ids = client.derive_ids(kind.as_str(), &plan.source, &keys).await?;
            for (index, id) in indexes.into_iter().zip(ids) {
                names[index] = id;
            }
        }
        let named = Self { names: names.into(), commands: Arc::default() };
        let commands = named.commands(plan);
        let name = |fact| command_name(fact, || commands.command(fact));
        let keys: Vec<String> = plan.facts.iter().map(name).collect();
        let kind = IdKind::Command.as_str();
        let command_ids = client.derive_ids(kind, &plan.source, &keys).await?;
        Ok(Self { names: named.names.clone(), commands: command_ids.into() })
    }

    /// Writes facts under these ids.
    pub fn commands<'a>(&'a self, plan: &'a Plan) -> Commands<'a, impl Fn(NameId) -> Uuid + 'a> {
        Commands { source: &plan.source, id: |name: NameId| self.names[name.index()] }
    }

    /// The command id of the fact at `index`.
    pub fn command(&self, index: usize) -> String {
        self.commands[index].to_string()
    }

    /// The command id under which the definition at `index` is submitted again, because what the
    /// entry at `sequence` of the catalog says is in force no more. Errors: [`ClientError`].
    pub async fn repetition(
        &self,
        plan: &Plan,
        client: &Client,
        index: usize,
        sequence: u64,
    ) -> Result<String, ClientError> {
        let fact = &plan.facts[index];
        let name = command_name(fact, || self.commands(plan).command(fact));
        let names = [format!("{name}/{sequence}")];
        let ids = client.derive_ids(IdKind::Command.as_str(), &plan.source, &names).await?;
        Ok(ids.first().map(Uuid::to_string).unwrap_or_default())
    }

    /// The id of the stream that a fact belongs to.
    pub fn stream(&self, fact: &Fact) -> String {
        let name = match &fact.body {
            Body::Definition(definition) => Some(definition.name()),
            Body::Person(_) | Body::Learning(_) => fact.learner,
        };
        name.map(|name| self.names[name.index()].to_string()).unwrap_or_default()
    }
}

/// What a command id is derived from.
fn command_name(fact: &Fact, command: impl FnOnce() -> Command) -> String {
    let (kind, key) = (fact.kind().as_str(), &fact.key);
    match &fact.body {
        Body::Definition(_) => {
            let content = Sha256::digest(command().encode_to_vec());
            format!("{kind}/{key}/{}", cell::hex(&content))
        }
        Body::Person(_) | Body::Learning(_) => format!("{kind}/{key}"),
    }
}
