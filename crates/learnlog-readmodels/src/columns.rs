//! The columns of a row, in order, as what they mean. Invariant: what cannot have been written by a
//! projection is told, never mended.

use learnlog_domain::id::NilId;
use learnlog_domain::time::Day;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Date;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;
use uuid::Uuid;

use crate::civil;
use crate::stored::Stored;

/// Reads one column after the other.
pub(crate) struct Columns<'a> {
    row: &'a Row,
    next: usize,
}

impl<'a> Columns<'a> {
    /// From the first column on.
    pub fn of(row: &'a Row) -> Self {
        Self { row, next: 0 }
    }

    /// As the driver knows it.
    pub fn next<T: FromSql<'a>>(&mut self) -> Result<T, DatabaseError> {
        let column = self.next;
        self.next += 1;
        self.row.try_get(column).map_err(DatabaseError::failed("read a row"))
    }

    /// A typed id.
    pub fn id<I>(&mut self, new: fn(Uuid) -> Result<I, NilId>) -> Result<I, DatabaseError> {
        self.id_or_null(new)?.ok_or(DatabaseError::Damaged)
    }

    /// A typed id, or none.
    pub fn id_or_null<I>(
        &mut self,
        new: fn(Uuid) -> Result<I, NilId>,
    ) -> Result<Option<I>, DatabaseError> {
        let id: Option<Uuid> = self.next()?;
        id.map(new).transpose().map_err(|_| DatabaseError::Damaged)
    }

    /// A day.
    pub fn day(&mut self) -> Result<Day, DatabaseError> {
        self.day_or_null()?.ok_or(DatabaseError::Damaged)
    }

    /// A day, or none.
    pub fn day_or_null(&mut self) -> Result<Option<Day>, DatabaseError> {
        let date: Option<Date> = self.next()?;
        date.map(|date| civil::day(date).ok_or(DatabaseError::Damaged)).transpose()
    }

    /// A sequence or a count (`int8`).
    pub fn count(&mut self) -> Result<u64, DatabaseError> {
        self.next::<i64>().map(i64::cast_unsigned)
    }

    /// A number (`int4`).
    pub fn number(&mut self) -> Result<u32, DatabaseError> {
        self.next::<i32>().map(i32::cast_unsigned)
    }

    /// An enum, or none.
    pub fn stored_or_null<S: Stored>(&mut self) -> Result<Option<S>, DatabaseError> {
        let number: Option<i16> = self.next()?;
        number.map(|number| S::from_number(number).ok_or(DatabaseError::Damaged)).transpose()
    }

    /// An enum.
    pub fn stored<S: Stored>(&mut self) -> Result<S, DatabaseError> {
        self.stored_or_null()?.ok_or(DatabaseError::Damaged)
    }
}
