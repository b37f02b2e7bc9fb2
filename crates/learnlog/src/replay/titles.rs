//! Titles of definitions, for people who read a history. Invariant: they are those of the newest
//! version in the catalog; a history itself holds ids only.

use std::collections::HashMap;

use learnlog_codec::entry::{Body, Entry, Outcome};
use learnlog_codec::parse::ParsedEntry;
use learnlog_domain::catalog::event::CatalogEvent;
use learnlog_domain::event::Event;
use uuid::Uuid;

use crate::client::Client;
use crate::client::refusal::ClientError;
use crate::client::replay::History;

/// The catalog's log.
const CATALOG: u32 = 0;

/// Most definitions whose titles are kept; those beyond are shown by id.
const TITLES_MAX: usize = 100_000;

/// By id of the definition.
#[derive(Debug, Default)]
pub struct Titles(HashMap<Uuid, String>);

impl Titles {
    /// Reads the catalog. Errors: [`ClientError`].
    pub async fn load(client: &Client) -> Result<Self, ClientError> {
        let mut titles = Self::default();
        let mut replay = client.replay(History::Log(CATALOG), 1, false);
        while let Some(entries) = replay.next().await? {
            for entry in entries {
                // What this build does not understand has no title here; showing it is not this
                // module's business.
                if let Ok(Ok(entry)) = ParsedEntry::parse(&entry.value).map(ParsedEntry::interpret)
                {
                    titles.learn(&entry);
                }
            }
        }
        Ok(titles)
    }

    /// Takes the title from an entry of the catalog.
    pub fn learn(&mut self, entry: &Entry) {
        let Body::Command(command) = &entry.body else { return };
        let Outcome::Recorded(events) = &command.outcome else { return };
        for recorded in events {
            let Event::Catalog(event) = &recorded.event else { continue };
            let id = command.stream.uuid();
            if self.0.len() < TITLES_MAX || self.0.contains_key(&id) {
                self.0.insert(id, title(event).to_owned());
            }
        }
    }

    /// The title, else the id.
    pub fn of(&self, id: Uuid) -> String {
        self.0.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }
}

/// What a definition is called.
pub fn title(event: &CatalogEvent) -> &str {
    match event {
        CatalogEvent::OrgUnitDefined(defined) => &defined.definition.title,
        CatalogEvent::JobDefined(defined) => &defined.definition.title,
        CatalogEvent::CourseDefined(defined) => &defined.definition.title,
        CatalogEvent::OfferingDefined(defined) => &defined.definition.title,
        CatalogEvent::CertificationDefined(defined) => &defined.definition.title,
    }
}
