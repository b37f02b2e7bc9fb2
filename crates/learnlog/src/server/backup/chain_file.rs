//! The entries of one log in a file. Invariant: what is read from it extends the chain, entry by entry, or is refused: a damaged file is
//! found before its damage goes anywhere.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use bytes::Bytes;
use learnlog_chain::{Claim, Head, entry_hash};
use prost::encoding::encode_varint;

/// Bytes of one value; more than any log takes.
const VALUE_LIMIT_BYTES: u64 = 16 << 20;

/// Longest varint.
const VARINT_LIMIT_BYTES: usize = 10;

/// Writes on behind the end of what a manifest names.
pub struct ChainWriter {
    file: BufWriter<File>,
    bytes: u64,
}

impl ChainWriter {
    /// Opens a file that holds so many bytes; what lies behind them is cut off.
    pub fn open(path: &Path, bytes: u64) -> io::Result<Self> {
        let options = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let mut file = options?;
        if file.metadata()?.len() < bytes {
            let what =
                "it is shorter than its manifest says: take a new backup into an empty folder";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        file.set_len(bytes)?;
        file.seek(SeekFrom::Start(bytes))?;
        Ok(Self { file: BufWriter::with_capacity(1 << 20, file), bytes })
    }

    /// Adds a value.
    pub fn add(&mut self, value: &[u8]) -> io::Result<()> {
        let mut length = Vec::with_capacity(VARINT_LIMIT_BYTES);
        encode_varint(value.len() as u64, &mut length);
        self.file.write_all(&length)?;
        self.file.write_all(value)?;
        self.bytes += (length.len() + value.len()) as u64;
        Ok(())
    }

    /// Puts everything on the disk; returns how many bytes there are.
    pub fn finish(mut self) -> io::Result<u64> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(self.bytes)
    }
}

/// Reads the values of a file in order, following the chain.
pub struct ChainFile {
    file: io::Take<BufReader<File>>,
    head: Head,
    failed: bool,
}

/// Why a file cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ChainFileError {
    /// The disk's own error, or the end in the middle of a value.
    #[error("the entry after sequence {sequence} cannot be read from the backup")]
    Read {
        /// Of the last that could.
        sequence: u64,
        /// The error.
        #[source]
        source: io::Error,
    },
    /// A value that does not extend the chain.
    #[error(
        "the entry after sequence {sequence} does not extend the chain: the backup is damaged there"
    )]
    NotChained {
        /// Of the last that does.
        sequence: u64,
    },
}

impl ChainFile {
    /// The first so many bytes of a file.
    pub fn open(path: &Path, bytes: u64) -> io::Result<Self> {
        let file = BufReader::with_capacity(1 << 20, File::open(path)?);
        Ok(Self { file: file.take(bytes), head: Head::EMPTY, failed: false })
    }

    /// After the last value.
    pub fn head(&self) -> Head {
        self.head
    }

    fn read(&mut self) -> Result<Option<Bytes>, ChainFileError> {
        let sequence = self.head.sequence;
        let failed = |source| ChainFileError::Read { sequence, source };
        let Some(length) = self.length().map_err(failed)? else { return Ok(None) };
        let mut value = vec![0; usize::try_from(length).unwrap_or_default()];
        self.file.read_exact(&mut value).map_err(failed)?;
        let claim = Claim::of(&value).filter(|claim| self.head.accepts(claim));
        if claim.is_none() {
            return Err(ChainFileError::NotChained { sequence });
        }
        self.head = self.head.after(entry_hash(&value));
        Ok(Some(value.into()))
    }

    fn length(&mut self) -> io::Result<Option<u64>> {
        let mut length = 0;
        for place in 0..VARINT_LIMIT_BYTES {
            let mut byte = [0];
            if self.file.read(&mut byte)? == 0 {
                let at_an_end = place == 0;
                return if at_an_end { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            length |= u64::from(byte[0] & 0x7f).checked_shl(7 * place as u32).unwrap_or_default();
            if byte[0] < 0x80 && length <= VALUE_LIMIT_BYTES {
                return Ok(Some(length));
            }
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "no entry is as long as it says"))
    }
}

impl Iterator for ChainFile {
    type Item = Result<Bytes, ChainFileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let read = self.read().transpose();
        self.failed = matches!(read, Some(Err(_)));
        read
    }
}

#[cfg(test)]
mod tests;
