//! Which columns of the source feed a field of a command, so that what the server would refuse is
//! said in the source's words.

use crate::mapping::Mapping;
use crate::mapping::reference::{Part, Reference, Template};
use crate::mapping::rules::definitions::ComponentRule;
use crate::mapping::rules::people::PersonRule;
use crate::plan::fact::kind::Kind;
use crate::source::row::Row;

/// The columns behind the field at `path` (as the API's errors name it) of facts of that kind from
/// that table; None where no single rule's text or day feeds it.
pub fn columns(mapping: &Mapping, kind: Kind, table: &str, path: &str) -> Option<String> {
    let (parent, leaf) = path.rsplit_once('.')?;
    let titled = |code, title| match leaf {
        "code" => columns_of(code),
        "title" => columns_of(title),
        _ => None,
    };
    match kind {
        Kind::OrgUnit => mapping
            .org_units
            .iter()
            .filter(|rule| rule.table == table)
            .find_map(|rule| titled(&rule.code, &rule.title)),
        Kind::Job => mapping
            .jobs
            .iter()
            .filter(|rule| rule.table == table)
            .find_map(|rule| titled(&rule.code, &rule.title)),
        Kind::Course => mapping
            .courses
            .iter()
            .filter(|rule| rule.table == table)
            .find_map(|rule| titled(&rule.code, &rule.title)),
        Kind::Component => mapping
            .courses
            .iter()
            .filter_map(|rule| rule.components.as_ref())
            .filter(|rule| rule.table == table)
            .find_map(|ComponentRule { code, title, .. }| titled(code, title)),
        Kind::Offering => mapping
            .offerings
            .iter()
            .filter(|rule| rule.table == table)
            .find_map(|rule| titled(&rule.code, &rule.title)),
        Kind::Person | Kind::PersonChange => mapping
            .people
            .iter()
            .filter(|rule| rule.table == table)
            .find_map(|rule| of_person(mapping, rule, parent, leaf)),
        Kind::Withdrawal => (parent.ends_with("reason"))
            .then(|| mapping.withdrawals.iter().filter(|rule| rule.table == table))?
            .find_map(|rule| columns_of(&rule.reason)),
        Kind::Credit => {
            let mut rules = mapping.credits.iter().filter(|rule| rule.table == table);
            rules.find_map(|rule| match leaf {
                "assessor" => rule.assessor.as_ref().and_then(columns_of),
                "evidence" => rule.evidence.as_ref().and_then(columns_of),
                _ => None,
            })
        }
        // Ids, days, a percentage and what the mapping itself says: nothing that the API refuses
        // for what a column holds.
        Kind::Enrollment | Kind::Progress | Kind::Outcome => None,
    }
}

fn of_person(mapping: &Mapping, rule: &PersonRule, parent: &str, leaf: &str) -> Option<String> {
    let day = |reference: &Option<Reference>| {
        let reference = reference.as_ref()?;
        Some(Row::day_column(mapping, &rule.table, reference))
    };
    let text = |template: &Option<Template>| template.as_ref().and_then(columns_of);
    match leaf {
        "display_name" => text(&rule.display_name),
        "email" => text(&rule.email),
        "worker_type" => text(&rule.worker_type),
        "locale" => text(&rule.locale),
        "time_zone" => text(&rule.time_zone),
        "hire_date" => day(&rule.hire_date),
        "employment_end" => day(&rule.employment_end),
        _ => {
            // Which of them it is depends on which the row has: all are named.
            let (list, _) = parent.rsplit_once('[')?;
            let texts =
                if list.ends_with("external_ids") { &rule.external_ids } else { &rule.other };
            joined(texts.values())
        }
    }
}

fn columns_of(template: &Template) -> Option<String> {
    joined(std::iter::once(template))
}

fn joined<'a>(templates: impl Iterator<Item = &'a Template>) -> Option<String> {
    let parts = templates.flat_map(Template::parts);
    let names = parts.filter_map(|part| match part {
        Part::Column(reference) => Some(reference.as_str()),
        Part::Literal(_) => None,
    });
    Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
}
