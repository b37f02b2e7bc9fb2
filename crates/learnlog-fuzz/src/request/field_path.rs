//! Paths of fields, by the descriptors of the protocol. Invariant: a path exists if every step of it is a field of the
//! message before it, lists have an index where the path goes on, and nothing else has one.

use std::collections::HashMap;
use std::sync::LazyLock;

use learnlog_proto::DESCRIPTOR_SET;
use prost::Message;
use prost_types::field_descriptor_proto::Label;
use prost_types::{DescriptorProto, FileDescriptorSet};

/// By their full names.
static MESSAGES: LazyLock<HashMap<String, DescriptorProto>> = LazyLock::new(|| {
    let files = FileDescriptorSet::decode(DESCRIPTOR_SET).expect("a set of descriptors").file;
    let named = files.into_iter().flat_map(|file| {
        let package = file.package().to_owned();
        file.message_type.into_iter().map(move |it| (format!(".{package}.{}", it.name()), it))
    });
    named.collect()
});

/// Whether that message of `learnlog.api.v1` has something at `path`: a field, an element, or what a oneof chooses.
pub(super) fn exists(message: &str, path: &str) -> bool {
    within(&format!(".learnlog.api.v1.{message}"), path)
}

fn within(message: &str, path: &str) -> bool {
    let Some(message) = MESSAGES.get(message) else { return false };
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (name, index) = match step.split_once('[') {
        Some((name, index)) => (name, Some(index)),
        None => (step, None),
    };
    if rest.is_none() && index.is_none() && message.oneof_decl.iter().any(|it| it.name() == name) {
        return true;
    }
    let Some(field) = message.field.iter().find(|field| field.name() == name) else { return false };
    let is_list = field.label() == Label::Repeated;
    let fits = match index.map(|index| index.strip_suffix(']')) {
        Some(index) => is_list && index.is_some_and(|index| index.parse::<u32>().is_ok()),
        None => !is_list || rest.is_none(),
    };
    fits && rest.is_none_or(|rest| within(field.type_name(), rest))
}

#[cfg(test)]
mod tests {
    use super::exists;

    #[test]
    fn a_path_leads_from_field_to_field() {
        for path in [
            "at_least",
            "at_least.logs[2]",
            "command.command",
            "command.occurred.instant.zone",
            "command.add_person.person.external_ids",
            "command.add_person.person.external_ids[3].source",
        ] {
            assert!(exists("SubmitRequest", path), "{path}");
        }
    }

    #[test]
    fn what_leads_nowhere_does_not_exist() {
        for path in [
            "",
            "at_last",
            "at_least.",
            "at_least[0]",
            "at_least.logs[]",
            "at_least.logs[2",
            "at_least.logs.log",
            "command.command.add_person",
            "command.command_id.length",
            "command.add_person.person.external_ids[3].name",
        ] {
            assert!(!exists("SubmitRequest", path), "{path}");
        }
    }
}
