//! Binary COPY into a table. Invariant: what is sent is the server's format byte by byte, in chunks
//! of about [`CHUNK_BYTES`]; the driver's own writer sends every 4 KiB and looks up types for every
//! value.

use std::io::Write;

use postgres::{CopyInWriter, ToStatement, Transaction};

use crate::error::DatabaseError;
use crate::value::{Date, Instant};

/// Rows are sent when so many bytes have been encoded.
const CHUNK_BYTES: usize = 128 * 1_024;

/// Signature, no flags, no header extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Instead of a field count: the end.
const TRAILER: [u8; 2] = (-1i16).to_be_bytes();

/// Instead of a length: null.
const NULL: [u8; 4] = (-1i32).to_be_bytes();

/// Rows on their way into one table.
pub struct Copy<'a> {
    writer: CopyInWriter<'a>,
    buffer: Vec<u8>,
}

/// One row; its fields are added in the order of the columns named in the statement.
pub struct Row<'a> {
    buffer: &'a mut Vec<u8>,
    fields: i16,
}

impl<'a> Copy<'a> {
    /// Begins `copy … from stdin (format binary)`.
    ///
    /// Errors: [`DatabaseError`].
    pub fn begin(
        transaction: &'a mut Transaction<'_>,
        statement: &(impl ?Sized + ToStatement),
    ) -> Result<Self, DatabaseError> {
        let writer =
            transaction.copy_in(statement).map_err(DatabaseError::failed("begin a copy"))?;
        let mut buffer = Vec::with_capacity(2 * CHUNK_BYTES);
        buffer.extend_from_slice(HEADER);
        Ok(Self { writer, buffer })
    }

    /// Adds a row.
    ///
    /// Errors: [`DatabaseError`]; the server may tell of a bad row only at the end.
    pub fn row(&mut self, fill: impl FnOnce(&mut Row<'_>)) -> Result<(), DatabaseError> {
        encode(&mut self.buffer, fill);
        if self.buffer.len() >= CHUNK_BYTES { self.send() } else { Ok(()) }
    }

    /// Ends the copy; returns how many rows there are of it. Without it, the server drops them.
    ///
    /// Errors: [`DatabaseError`].
    pub fn finish(mut self) -> Result<u64, DatabaseError> {
        self.buffer.extend_from_slice(&TRAILER);
        self.send()?;
        self.writer.finish().map_err(DatabaseError::failed("copy rows"))
    }

    fn send(&mut self) -> Result<(), DatabaseError> {
        let sent = self.writer.write_all(&self.buffer).and_then(|()| self.writer.flush());
        self.buffer.clear();
        sent.map_err(|source| DatabaseError::NoConnection(Box::new(source)))
    }
}

fn encode(buffer: &mut Vec<u8>, fill: impl FnOnce(&mut Row<'_>)) {
    let start = buffer.len();
    buffer.extend_from_slice(&[0; 2]);
    let mut row = Row { buffer, fields: 0 };
    fill(&mut row);
    let fields = row.fields.to_be_bytes();
    if let Some(count) = buffer.get_mut(start..start + 2) {
        count.copy_from_slice(&fields);
    }
}

impl Row<'_> {
    /// `int2`.
    pub fn int2(&mut self, value: i16) -> &mut Self {
        self.field(&value.to_be_bytes())
    }

    /// `int2`, or null.
    pub fn int2_or_null(&mut self, value: Option<i16>) -> &mut Self {
        self.or_null(value, Self::int2)
    }

    /// `int4`.
    pub fn int4(&mut self, value: i32) -> &mut Self {
        self.field(&value.to_be_bytes())
    }

    /// `int8`.
    pub fn int8(&mut self, value: i64) -> &mut Self {
        self.field(&value.to_be_bytes())
    }

    /// `uuid`.
    pub fn uuid(&mut self, value: &[u8; 16]) -> &mut Self {
        self.field(value)
    }

    /// `uuid`, or null.
    pub fn uuid_or_null(&mut self, value: Option<&[u8; 16]>) -> &mut Self {
        self.or_null(value, Self::uuid)
    }

    /// `bytea`.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.field(value)
    }

    /// `text`.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.field(value.as_bytes())
    }

    /// `text`, or null.
    pub fn text_or_null(&mut self, value: Option<&str>) -> &mut Self {
        self.or_null(value, Self::text)
    }

    /// `timestamptz`.
    pub fn instant(&mut self, value: Instant) -> &mut Self {
        self.int8(value.stored())
    }

    /// `date`, or null.
    pub fn date_or_null(&mut self, value: Option<Date>) -> &mut Self {
        self.or_null(value, |row, date| row.int4(date.0))
    }

    fn or_null<T>(
        &mut self,
        value: Option<T>,
        add: impl FnOnce(&mut Self, T) -> &mut Self,
    ) -> &mut Self {
        match value {
            Some(value) => add(self, value),
            None => {
                self.fields += 1;
                self.buffer.extend_from_slice(&NULL);
                self
            }
        }
    }

    /// A value of 2 GiB and more would be cut off; limits far below are kept by everybody before.
    fn field(&mut self, bytes: &[u8]) -> &mut Self {
        let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
        self.fields += 1;
        self.buffer.extend_from_slice(&length.to_be_bytes());
        self.buffer
            .extend_from_slice(bytes.get(..length.cast_unsigned() as usize).unwrap_or(bytes));
        self
    }
}
