//! How a mapping points at values: `column`, or `table.column` along a join; `{column}` inside a
//! text.

use serde::Deserialize;

use crate::mapping::MappingError;

/// A column or day: its name, behind the names of the joins that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// As the mapping has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text with columns in braces: `"{code_module} {code_presentation}"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Template {
    parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Literal(String),
    /// The value of a column.
    Column(Reference),
}

impl Template {
    /// In order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The column of a template that is nothing else.
    pub fn single_column(&self) -> Option<&Reference> {
        match self.parts.as_slice() {
            [Part::Column(reference)] => Some(reference),
            _ => None,
        }
    }
}

impl TryFrom<String> for Template {
    type Error = MappingError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let broken = || MappingError::Template(text.clone());
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(['{', '}']) {
            let (literal, braced) = rest.split_at(start);
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            let inner = braced.strip_prefix('{').ok_or_else(broken)?;
            let (column, after) = inner.split_once('}').ok_or_else(broken)?;
            if column.is_empty() || column.contains('{') {
                return Err(broken());
            }
            parts.push(Part::Column(Reference(column.to_owned())));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(Self { parts })
    }
}
