//! Files under `tests/golden/`. They are never changed; a new one is written by running the tests
//! with LEARNLOG_WRITE_GOLDEN=1.

use std::path::PathBuf;

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// The file's content. `now` becomes it if the file is missing and may be written.
pub(crate) fn read(name: &str, now: &[u8]) -> Vec<u8> {
    let path = path(name);
    if !path.exists() && std::env::var_os("LEARNLOG_WRITE_GOLDEN").is_some_and(|it| it == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, now).unwrap();
    }
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; LEARNLOG_WRITE_GOLDEN=1 writes missing files", path.display())
    })
}
