//! Where a value stands in a request: the path that an error names. Invariant: nothing is allocated until an error
//! needs the path.

use std::fmt;

/// A path such as `command.add_person.person.external_ids[3].source`.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Field(&'static str),
    Item(usize),
}

impl<'a> At<'a> {
    /// A field of the request itself.
    pub const fn root(name: &'static str) -> Self {
        Self { parent: None, step: Step::Field(name) }
    }

    /// A field of the message here.
    pub const fn field(&'a self, name: &'static str) -> Self {
        Self { parent: Some(self), step: Step::Field(name) }
    }

    /// An element of the list here, from 0.
    pub const fn item(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Item(index) }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Field(name) if self.parent.is_some() => write!(f, ".{name}"),
            Step::Field(name) => f.write_str(name),
            Step::Item(index) => write!(f, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::At;

    #[test]
    fn a_path_reads_like_code() {
        let command = At::root("command");
        let person = command.field("add_person");
        let list = person.field("external_ids");
        let item = list.item(3);
        assert_eq!(item.field("source").to_string(), "command.add_person.external_ids[3].source");
    }
}
