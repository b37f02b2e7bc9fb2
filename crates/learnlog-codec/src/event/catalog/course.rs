//! Definitions of courses. Invariant: components are written in the order of their ids, each once.

use learnlog_domain::catalog::course::{Component, Course};
use learnlog_domain::catalog::event::Defined;
use learnlog_domain::id::ComponentId;
use learnlog_proto::events as wire;

use crate::enumeration::Enumeration;
use crate::field;
use crate::parse::InterpretError;

pub(crate) fn decode(wire: wire::CourseDefined) -> Result<Course, InterpretError> {
    field::ascending("components", &wire.components, |component| &component.component_id)?;
    let components = wire.components.into_iter().map(decode_component);
    Ok(Course {
        code: wire.code,
        title: wire.title,
        completion_rule: Enumeration::decode("completion_rule", wire.completion_rule)?,
        components: components.collect::<Result<_, _>>()?,
    })
}

pub(crate) fn encode(event: &Defined<Course>) -> wire::CourseDefined {
    let Defined { definition_version, definition } = event;
    let mut components: Vec<_> = definition.components.iter().map(encode_component).collect();
    components.sort_by(|a, b| a.component_id.cmp(&b.component_id));
    components.dedup_by(|a, b| a.component_id == b.component_id);
    wire::CourseDefined {
        definition_version: *definition_version,
        code: definition.code.clone(),
        title: definition.title.clone(),
        completion_rule: definition.completion_rule.encode(),
        components,
    }
}

fn decode_component(wire: wire::Component) -> Result<Component, InterpretError> {
    const ID: &str = "components.component_id";
    Ok(Component {
        component_id: field::id(ID, &wire.component_id, ComponentId::new)?,
        code: wire.code,
        title: wire.title,
        kind: Enumeration::decode("components.kind", wire.kind)?,
    })
}

fn encode_component(component: &Component) -> wire::Component {
    wire::Component {
        component_id: component.component_id.as_bytes().to_vec(),
        code: component.code.clone(),
        title: component.title.clone(),
        kind: component.kind.encode(),
    }
}
