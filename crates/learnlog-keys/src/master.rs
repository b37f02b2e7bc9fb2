//! The master key, which wraps all others. Invariant: it is 256 bits that somebody chose; there is
//! no default, and it is never printed.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::primitive::Secret;

/// How a master key is written: 64 hexadecimal digits, two per byte.
pub const MASTER_KEY_DIGITS: usize = 64;

/// A master key file that is longer is something else.
pub const MAX_MASTER_KEY_FILE_BYTES: u64 = 1_024;

/// Wraps every other key. Zeroed when dropped, every copy of it.
#[derive(Clone)]
pub struct MasterKey(Secret);

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// Neither digits nor a file were given.
    #[error(
        "there is no master key: set LEARNLOG_MASTER_KEY to {MASTER_KEY_DIGITS} hexadecimal \
         digits, or LEARNLOG_MASTER_KEY_FILE to a file that holds them; keep a copy, because \
         nothing personal can be read without it"
    )]
    Missing,
    /// Both were given.
    #[error("set LEARNLOG_MASTER_KEY or LEARNLOG_MASTER_KEY_FILE, not both")]
    Ambiguous,
    /// Not 64 digits.
    #[error(
        "the master key has {digits} characters instead of {MASTER_KEY_DIGITS} hexadecimal digits"
    )]
    Length {
        /// As found.
        digits: usize,
    },
    /// Something that is no hexadecimal digit.
    #[error("character {position} of the master key is no hexadecimal digit")]
    NotHexadecimal {
        /// The first such character, counted from 1.
        position: usize,
    },
    /// The file cannot be read.
    #[error("the master key file {path} cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is too long to be one.
    #[error(
        "the master key file {path} is longer than {MAX_MASTER_KEY_FILE_BYTES} bytes: is it \
         another file?"
    )]
    FileTooLong {
        /// The file.
        path: PathBuf,
    },
}

impl MasterKey {
    /// From digits or a file, of which exactly one must be given. An empty string counts as not
    /// given. Errors: see [`MasterKeyError`].
    pub fn load(digits: Option<&str>, file: Option<&Path>) -> Result<Self, MasterKeyError> {
        let digits = digits.filter(|digits| !digits.is_empty());
        let file = file.filter(|file| !file.as_os_str().is_empty());
        match (digits, file) {
            (None, None) => Err(MasterKeyError::Missing),
            (Some(_), Some(_)) => Err(MasterKeyError::Ambiguous),
            (Some(digits), None) => Self::from_hex(digits),
            (None, Some(file)) => Self::from_file(file),
        }
    }

    /// From 64 hexadecimal digits, upper or lower case. Errors: see [`MasterKeyError`].
    pub fn from_hex(digits: &str) -> Result<Self, MasterKeyError> {
        let count = digits.chars().count();
        if count != MASTER_KEY_DIGITS {
            return Err(MasterKeyError::Length { digits: count });
        }
        let mut key = Zeroizing::new([0; 32]);
        for (index, digit) in digits.chars().enumerate() {
            let value = digit
                .to_digit(16)
                .and_then(|value| u8::try_from(value).ok())
                .ok_or(MasterKeyError::NotHexadecimal { position: index + 1 })?;
            if let Some(byte) = key.get_mut(index / 2) {
                *byte = *byte << 4 | value;
            }
        }
        Ok(Self(key))
    }

    /// From a file that holds 64 hexadecimal digits and nothing else but white space around them.
    /// Errors: see [`MasterKeyError`].
    pub fn from_file(path: &Path) -> Result<Self, MasterKeyError> {
        let unreadable = |source| MasterKeyError::Unreadable { path: path.to_owned(), source };
        let file = File::open(path).map_err(unreadable)?;
        let mut text = Zeroizing::new(String::new());
        file.take(MAX_MASTER_KEY_FILE_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > MAX_MASTER_KEY_FILE_BYTES {
            return Err(MasterKeyError::FileTooLong { path: path.to_owned() });
        }
        match text.trim() {
            "" => Err(MasterKeyError::Length { digits: 0 }),
            digits => Self::from_hex(digits),
        }
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

#[cfg(test)]
mod tests;
