//! CSV records from a byte stream, one at a time. Invariant: never holds more than one record of
//! [`RECORD_MAX_BYTES`], whatever the input; a record that breaks the rules is told apart and the
//! next one is read. What fields mean is left to the table.

use std::io::{self, BufRead};

use csv_core::ReadRecordResult;

use crate::source::quotes::Quotes;

/// Longest record, without quotes and delimiters.
pub const RECORD_MAX_BYTES: usize = 1024 * 1024;

/// Most fields of a record.
pub const RECORD_MAX_FIELDS: usize = 1_000;

/// One row of the file, or what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// The fields, unquoted.
    pub content: Result<Fields<'a>, BadRecord>,
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRecord {
    /// Longer than the limits; all of it was passed.
    TooLong {
        /// Bytes of the row, as they lie in the file.
        bytes: u64,
    },
    /// A quote that is not closed until the end of the file.
    QuoteNeverClosed {
        /// Of the field, from 0.
        field: usize,
        /// The last line that it swallowed.
        last_line: u64,
    },
    /// A closing quote with text behind it.
    TextAfterQuote {
        /// Of the field, from 0.
        field: usize,
    },
}

/// The fields of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields<'a> {
    bytes: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends).map(|(start, end)| &self.bytes[start..*end])
    }
}

/// Reads records.
pub struct Records<R> {
    input: R,
    core: csv_core::Reader,
    delimiter: u8,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// One record on its way through the buffers.
struct Progress {
    quotes: Quotes,
    raw_bytes: u64,
    length: usize,
    fields: usize,
    too_long: bool,
    first_line: Option<u64>,
    ends_line: bool,
}

impl<R: BufRead> Records<R> {
    /// Reads from `input`, which has no byte order mark.
    pub fn new(input: R, delimiter: u8) -> Self {
        Self {
            input,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            bytes: vec![0; RECORD_MAX_BYTES],
            ends: vec![0; RECORD_MAX_FIELDS],
        }
    }

    /// The line that is being read, from 1.
    pub fn line(&self) -> u64 {
        self.core.line()
    }

    /// The next record; None at the end. Errors: the input breaks (a damaged archive, a failing
    /// disk).
    pub fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        let mut progress = Progress {
            quotes: Quotes::new(self.delimiter),
            raw_bytes: 0,
            length: 0,
            fields: 0,
            too_long: false,
            first_line: None,
            ends_line: false,
        };
        loop {
            match self.advance(&mut progress)? {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    progress.too_long = true;
                    progress.length = 0;
                    progress.fields = 0;
                }
                ReadRecordResult::Record => return Ok(Some(self.finish(&progress))),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn advance(&mut self, progress: &mut Progress) -> io::Result<ReadRecordResult> {
        let input = self.input.fill_buf()?;
        let line = self.core.line();
        let (result, read, written, fields) = self.core.read_record(
            input,
            &mut self.bytes[progress.length..],
            &mut self.ends[progress.fields..],
        );
        let mut seen = &input[..read];
        if progress.first_line.is_none() {
            // The end of the line before, and blank lines, belong to no record.
            let blank = seen.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let lines = seen[..blank].iter().filter(|byte| **byte == b'\n').count();
            seen = &seen[blank..];
            progress.first_line = (!seen.is_empty()).then_some(line + lines as u64);
        }
        progress.ends_line = seen.last().map_or(progress.ends_line, |byte| *byte == b'\n');
        progress.quotes.feed(seen);
        progress.raw_bytes += seen.len() as u64;
        progress.length += written;
        progress.fields += fields;
        self.input.consume(read);
        Ok(result)
    }

    fn finish(&self, progress: &Progress) -> Record<'_> {
        let content = if let Some(field) = progress.quotes.open() {
            let last_line = self.core.line() - u64::from(progress.ends_line);
            Err(BadRecord::QuoteNeverClosed { field, last_line })
        } else if progress.too_long {
            Err(BadRecord::TooLong { bytes: progress.raw_bytes })
        } else if let Some(field) = progress.quotes.text_after_quote() {
            Err(BadRecord::TextAfterQuote { field })
        } else {
            let bytes = &self.bytes[..progress.length];
            Ok(Fields { bytes, ends: &self.ends[..progress.fields] })
        };
        Record { line: progress.first_line.unwrap_or(1), content }
    }
}
