//! What an entry hashes to, as the index has it: a hint where a reader may begin. Invariant: none for
//! an entry that has not been projected. Whoever uses it compares it with the bytes.

use learnlog_chain::Hash;
use learnlog_codec::entry::LogNumber;
use learnlog_postgres::error::DatabaseError;

use super::Queries;
use super::error::QueryError;
use crate::columns::Columns;

impl Queries {
    /// The hash of the entry with that sequence.
    ///
    /// Errors: [`QueryError::Unavailable`].
    pub async fn entry_hash(
        &self,
        log: LogNumber,
        sequence: u64,
    ) -> Result<Option<Hash>, QueryError> {
        let (log, sequence) = (log.0.cast_signed(), i64::try_from(sequence).unwrap_or(i64::MAX));
        let answer = self.answer(async |snapshot| {
            let statement = "select hash from entries where log = $1 and sequence = $2";
            let rows = snapshot.query(statement, &[&log, &sequence]).await?;
            let hash = |row| {
                let bytes: &[u8] = Columns::of(row).next()?;
                Hash::from_slice(bytes).ok_or(DatabaseError::Damaged)
            };
            rows.first().map(hash).transpose()
        });
        Ok(answer.await?.value)
    }
}
