//! PostgreSQL as learnlog uses it: sessions, migrations, whose database it is, checkpoints, binary
//! COPY, wrapped keys. Invariant: rows are bytes and numbers here; what they mean is left to the
//! read models and to the keyring.

pub mod checkpoint;
pub mod clock;
pub mod copy;
pub mod database;
pub mod error;
pub mod identity;
pub mod key_copy;
pub mod key_table;
pub mod migrate;
pub mod pool;
pub mod processes;
pub mod value;
