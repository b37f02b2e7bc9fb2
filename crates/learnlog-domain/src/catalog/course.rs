//! Courses and their components.

use crate::id::ComponentId;

/// Something to learn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Short name.
    pub code: String,
    /// Name as shown.
    pub title: String,
    /// Which outcome counts as its completion.
    pub completion_rule: CompletionRule,
    /// What it consists of. In events sorted by id.
    pub components: Vec<Component>,
}

/// Which outcome counts as the completion of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionRule {
    /// Complete, and not failed.
    Complete,
    /// Complete and passed.
    Passed,
}

/// A part of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Which.
    pub component_id: ComponentId,
    /// Short name.
    pub code: String,
    /// Name as shown.
    pub title: String,
    /// What it is.
    pub kind: ComponentKind,
}

/// What a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComponentKind {
    /// Something to read, watch or work through.
    Content,
    /// Something to attend.
    Session,
    /// Something that is graded.
    Assessment,
    /// Something done while somebody watches.
    Observation,
    /// Something to read and sign.
    Document,
    /// Something to answer.
    Survey,
}

impl Course {
    /// Whether it has such a component.
    pub fn has_component(&self, id: ComponentId) -> bool {
        self.components.iter().any(|component| component.component_id == id)
    }
}
