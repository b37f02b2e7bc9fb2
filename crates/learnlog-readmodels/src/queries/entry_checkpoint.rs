//! Where an entry lies and what it hashes to, as the index has it: a hint where a reader may begin.
//! Invariant: none for an entry that has not been projected. Whoever uses it compares it with the
//! bytes.

use learnlog_chain::{Hash, Head};
use learnlog_codec::entry::LogNumber;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_postgres::error::DatabaseError;

use super::Queries;
use super::error::QueryError;
use crate::columns::Columns;

impl Queries {
    /// After the entry with that sequence.
    ///
    /// Errors: [`QueryError::Unavailable`].
    pub async fn entry_checkpoint(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> Result<Option<Checkpoint>, QueryError> {
        let (number, wanted) = (log.0.cast_signed(), i64::try_from(sequence).unwrap_or(i64::MAX));
        let answer = self.answer(async |snapshot| {
            let statement = "select log_offset, hash from entries where log = $1 and sequence = $2";
            let rows = snapshot.query(statement, &[&number, &wanted]).await?;
            let checkpoint = |row| {
                let mut columns = Columns::of(row);
                let offset = columns.count()?;
                let hash = Hash::from_slice(columns.next()?).ok_or(DatabaseError::Damaged)?;
                Ok(Checkpoint { head: Head { sequence, hash }, offset })
            };
            rows.first().map(checkpoint).transpose()
        });
        Ok(answer.await?.value)
    }
}
