//! The protocol only grows. Every message, field, enum value and rpc that was ever published is in `proto/frozen.txt`, with its number and
//! type, and must be there for good: golden files hold examples, not every number.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use learnlog_proto::DESCRIPTOR_SET;
use prost::Message;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};

/// Set to 1, the file is written anew where nothing is missing from it.
const WRITE: &str = "LEARNLOG_WRITE_GOLDEN";

#[test]
fn what_was_published_is_there_for_good() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../proto/frozen.txt");
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    let published: BTreeSet<_> = published.lines().map(str::to_owned).collect();
    let now = protocol();
    let gone: Vec<_> = published.difference(&now).collect();
    assert!(gone.is_empty(), "published, and now changed or gone: {gone:#?}");
    if std::env::var_os(WRITE).is_some_and(|value| value == "1") {
        let lines: Vec<_> = now.iter().cloned().collect();
        return std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    let new: Vec<_> = now.difference(&published).collect();
    assert!(new.is_empty(), "{WRITE}=1 publishes what is new: {new:#?}");
}

/// One line for each thing that has a name or a number on the wire.
fn protocol() -> BTreeSet<String> {
    let files = FileDescriptorSet::decode(DESCRIPTOR_SET).unwrap().file;
    let mut lines = BTreeSet::new();
    for file in files.iter().filter(|file| file.package().starts_with("learnlog.")) {
        of_file(file, &mut lines);
    }
    lines
}

fn of_file(file: &FileDescriptorProto, lines: &mut BTreeSet<String>) {
    let package = file.package();
    file.message_type.iter().for_each(|message| of_message(package, message, lines));
    file.enum_type.iter().for_each(|values| of_enum(package, values, lines));
    for service in &file.service {
        for method in &service.method {
            let stream = |is| if is { "stream " } else { "" };
            lines.insert(format!(
                "{package}.{}.{}: {}{} -> {}{}",
                service.name(),
                method.name(),
                stream(method.client_streaming()),
                method.input_type(),
                stream(method.server_streaming()),
                method.output_type(),
            ));
        }
    }
}

fn of_message(within: &str, message: &DescriptorProto, lines: &mut BTreeSet<String>) {
    let name = format!("{within}.{}", message.name());
    lines.insert(name.clone());
    for field in &message.field {
        let kind = match field.type_name() {
            "" => field.r#type().as_str_name(),
            named => named,
        };
        let label = field.label().as_str_name();
        let (field, number) = (field.name(), field.number());
        lines.insert(format!("{name}.{field} = {number}: {label} {kind}"));
    }
    message.nested_type.iter().for_each(|nested| of_message(&name, nested, lines));
    message.enum_type.iter().for_each(|values| of_enum(&name, values, lines));
}

fn of_enum(within: &str, values: &EnumDescriptorProto, lines: &mut BTreeSet<String>) {
    for value in &values.value {
        lines.insert(format!("{within}.{}.{} = {}", values.name(), value.name(), value.number()));
    }
}
