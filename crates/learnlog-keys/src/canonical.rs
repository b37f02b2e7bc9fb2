//! The encoding of a command under its digest. Invariant: one content, one encoding, for good: a
//! digest taken today is compared with one taken years ago by another build. What is a field of a
//! command, and its number, is left to callers, who never reuse a number.
//!
//! ```text
//! encoding := version (1 byte: 1) message
//! message  := { number (2 bytes) value }   ascending by number; what is absent is left out
//! value    := tag (1 byte) length (8 bytes) content
//! content  := tag 1, unsigned: 8 bytes · tag 2, signed: 8 bytes, two's complement
//!           · tag 3, text: UTF-8 · tag 4, bytes · tag 5, message
//!           · tag 6, list: count (8 bytes) { value }
//! ```
//! All numbers are big-endian. An absent field is left out, so a field that is added later changes
//! no digest of a command without it.

/// The version of the encoding.
pub const VERSION: u8 = 1;

/// The fields of a command, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(u16, Vec<u8>)>);

impl Fields {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Text; empty is absent.
    pub fn text(&mut self, number: u16, text: &str) -> &mut Self {
        self.put(number, (!text.is_empty()).then(|| value(TEXT, text.as_bytes())))
    }

    /// Bytes; empty is absent.
    pub fn bytes(&mut self, number: u16, bytes: &[u8]) -> &mut Self {
        self.put(number, (!bytes.is_empty()).then(|| value(BYTES, bytes)))
    }

    /// A number without sign; zero is present.
    pub fn unsigned(&mut self, number: u16, unsigned: Option<u64>) -> &mut Self {
        self.put(number, unsigned.map(|unsigned| value(UNSIGNED, &unsigned.to_be_bytes())))
    }

    /// A number with sign; zero is present.
    pub fn signed(&mut self, number: u16, signed: Option<i64>) -> &mut Self {
        self.put(number, signed.map(|signed| value(SIGNED, &signed.to_be_bytes())))
    }

    /// Yes, as 1; no is absent.
    pub fn flag(&mut self, number: u16, flag: bool) -> &mut Self {
        self.unsigned(number, flag.then_some(1))
    }

    /// A part with fields of its own; one without any is present.
    pub fn message(&mut self, number: u16, message: Option<&Fields>) -> &mut Self {
        self.put(number, message.map(Self::value))
    }

    /// Parts in their order; an empty list is absent.
    pub fn messages(&mut self, number: u16, messages: &[Fields]) -> &mut Self {
        self.list(number, messages.iter().map(Self::value).collect())
    }

    /// Texts in their order; an empty list is absent, an empty text in it is present.
    pub fn texts<T: AsRef<str>>(&mut self, number: u16, texts: &[T]) -> &mut Self {
        self.list(number, texts.iter().map(|text| value(TEXT, text.as_ref().as_bytes())).collect())
    }

    /// Numbers in their order; an empty list is absent.
    pub fn numbers(&mut self, number: u16, numbers: &[u64]) -> &mut Self {
        let values = numbers.iter().map(|number| value(UNSIGNED, &number.to_be_bytes()));
        self.list(number, values.collect())
    }

    /// The encoding.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoding = vec![VERSION];
        self.write(&mut encoding);
        encoding
    }

    fn list(&mut self, number: u16, values: Vec<Vec<u8>>) -> &mut Self {
        let count = (values.len() as u64).to_be_bytes();
        let content = || [count.as_slice(), values.concat().as_slice()].concat();
        self.put(number, (!values.is_empty()).then(|| value(LIST, &content())))
    }

    fn put(&mut self, number: u16, value: Option<Vec<u8>>) -> &mut Self {
        if let Some(value) = value {
            let place = self.0.partition_point(|(other, _)| *other <= number);
            self.0.insert(place, (number, value));
        }
        self
    }

    fn value(&self) -> Vec<u8> {
        let mut content = Vec::new();
        self.write(&mut content);
        value(MESSAGE, &content)
    }

    fn write(&self, into: &mut Vec<u8>) {
        for (number, value) in &self.0 {
            into.extend(number.to_be_bytes());
            into.extend(value);
        }
    }
}

const UNSIGNED: u8 = 1;
const SIGNED: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;
const MESSAGE: u8 = 5;
const LIST: u8 = 6;

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag], (content.len() as u64).to_be_bytes().as_slice(), content].concat()
}

#[cfg(test)]
mod tests;
