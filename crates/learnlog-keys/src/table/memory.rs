//! A table in memory, for the tests of this crate alone.

use std::sync::{Mutex, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, ready};
use learnlog_domain::id::KeyId;

use super::{KeyRow, KeyTable, KeyTableError, Owner};

/// Rows in the order of their insertion, and what was asked.
#[derive(Debug, Default)]
pub(crate) struct MemoryTable {
    rows: Mutex<Vec<KeyRow>>,
    calls: Mutex<Vec<usize>>,
}

impl MemoryTable {
    pub(crate) fn rows(&self) -> Vec<KeyRow> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn edit(&self, edit: impl FnOnce(&mut Vec<KeyRow>)) {
        edit(&mut self.rows.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// How many rows each call asked for.
    pub(crate) fn calls(&self) -> Vec<usize> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn count(&self, asked: usize) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    }
}

impl KeyTable for MemoryTable {
    fn get_or_insert(
        &self,
        proposed: Vec<KeyRow>,
    ) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        self.count(proposed.len());
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut settled = Vec::new();
        for row in proposed {
            if let Some(there) = rows.iter().find(|there| there.owner == row.owner) {
                settled.push(there.clone());
            } else {
                rows.push(row.clone());
                settled.push(row);
            }
        }
        ready(Ok(settled)).boxed()
    }

    fn of_owners(&self, owners: Vec<Owner>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        self.count(owners.len());
        let rows = self.rows();
        let found = rows.into_iter().filter(|row| owners.contains(&row.owner)).collect();
        ready(Ok(found)).boxed()
    }

    fn find(&self, key_ids: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        self.count(key_ids.len());
        let rows = self.rows();
        let found = rows.into_iter().filter(|row| key_ids.contains(&row.key_id)).collect();
        ready(Ok(found)).boxed()
    }
}
