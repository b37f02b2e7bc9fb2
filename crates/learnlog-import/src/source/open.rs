//! Opens a source file, plain or `.gz`. Invariant: what comes out is bytes without a byte order
//! mark; UTF-16 is refused by name instead of being read as nonsense.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

/// Bytes read at once.
const READ_BYTES: usize = 128 * 1024;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither plain nor compressed.
    #[error("there is no {} and no {}.gz", .0.display(), .0.display())]
    Missing(PathBuf),
    /// Both are there, and they may differ.
    #[error("there are both {} and {}.gz: remove one of them", .0.display(), .0.display())]
    Both(PathBuf),
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The encoding is another.
    #[error("{} is UTF-16: save it as UTF-8", .0.display())]
    Utf16(PathBuf),
}

/// A file that is being read, and its name without folder.
pub struct Opened {
    /// As it lies in the folder, `.gz` included.
    pub name: String,
    /// Its bytes.
    pub input: Box<dyn BufRead>,
}

/// Opens `file` or `file`.gz in `folder`.
pub fn open(folder: &Path, file: &str) -> Result<Opened, OpenError> {
    let plain = folder.join(file);
    let packed = folder.join(format!("{file}.gz"));
    let (path, name) = match (plain.is_file(), packed.is_file()) {
        (true, true) => return Err(OpenError::Both(plain)),
        (true, false) => (plain, file.to_owned()),
        (false, true) => (packed, format!("{file}.gz")),
        (false, false) => return Err(OpenError::Missing(plain)),
    };
    let opened = File::open(&path);
    let opened = opened.map_err(|source| OpenError::Read { path: path.clone(), source })?;
    start(path, name, Box::new(opened))
}

/// Starts to read the file of that name at `path`, whose bytes as they lie there are `raw`.
pub fn start(path: PathBuf, name: String, raw: Box<dyn Read>) -> Result<Opened, OpenError> {
    let failed = |source| OpenError::Read { path: path.clone(), source };
    let mut input: Box<dyn Read> = match path.extension().is_some_and(|name| name == "gz") {
        true => Box::new(MultiGzDecoder::new(BufReader::with_capacity(READ_BYTES, raw))),
        false => raw,
    };
    let mut start = Vec::new();
    input.by_ref().take(UTF8_MARK.len() as u64).read_to_end(&mut start).map_err(failed)?;
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(OpenError::Utf16(path));
    }
    if start == UTF8_MARK {
        start.clear();
    }
    let input = BufReader::with_capacity(READ_BYTES, Cursor::new(start).chain(input));
    Ok(Opened { name, input: Box::new(input) })
}
