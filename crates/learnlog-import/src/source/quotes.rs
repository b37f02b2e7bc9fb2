//! Watches the quotes of one CSV record as its bytes go by. Invariant: follows the same states as
//! the parser, so that what the parser accepts without a word (a quote never closed, text after a
//! closing quote) is seen. Splitting is left to the parser.

/// Where in a field the last byte was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    QuoteInQuoted,
}

/// The quotes of one record.
#[derive(Debug)]
pub struct Quotes {
    delimiter: u8,
    state: State,
    field: usize,
    text_after_quote: Option<usize>,
}

impl Quotes {
    /// At the start of a record.
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::FieldStart, field: 0, text_after_quote: None }
    }

    /// The next bytes of the record.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            rest = match self.state {
                // Inside a field nothing but these bytes matters: a line of a gigabyte is passed at
                // memory speed.
                State::Quoted => after_first(rest, memchr::memchr(b'"', rest), || {
                    self.state = State::QuoteInQuoted;
                }),
                State::Bare => {
                    let end = memchr::memchr3(self.delimiter, b'\n', b'\r', rest);
                    after_first(rest, end, || self.end_field(end.map(|at| rest[at])))
                }
                State::FieldStart | State::QuoteInQuoted => {
                    self.step(byte);
                    after
                }
            };
        }
    }

    /// The field (from 0) whose quote is still open.
    pub fn open(&self) -> Option<usize> {
        (self.state == State::Quoted).then_some(self.field)
    }

    /// The first field (from 0) in which text follows the closing quote.
    pub fn text_after_quote(&self) -> Option<usize> {
        self.text_after_quote
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'"' => self.state = State::Quoted,
            b'\n' | b'\r' => self.end_field(Some(byte)),
            byte if byte == self.delimiter => self.end_field(Some(byte)),
            _ => {
                if self.state == State::QuoteInQuoted && self.text_after_quote.is_none() {
                    self.text_after_quote = Some(self.field);
                }
                self.state = State::Bare;
            }
        }
    }

    fn end_field(&mut self, by: Option<u8>) {
        self.state = State::FieldStart;
        if by == Some(self.delimiter) {
            self.field += 1;
        }
    }
}

/// What is behind the byte at `found`, after `then`; nothing if there is none.
fn after_first(rest: &[u8], found: Option<usize>, then: impl FnOnce()) -> &[u8] {
    match found {
        Some(at) => {
            then();
            &rest[at + 1..]
        }
        None => &[],
    }
}
