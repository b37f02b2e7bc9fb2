//! The text files of a checkout. Invariant: sorted by path, and without what a build or a run leaves behind. What a file
//! means is left to the rules.

use std::io;
use std::path::Path;

/// Directories that are not part of the project, as in `.gitignore`.
const SKIPPED_DIRECTORIES: [&str; 3] = [".git", ".run", "target"];

/// The files, by path.
pub struct Tree(Vec<File>);

/// One file that is text.
pub struct File {
    /// From the root of the checkout, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl File {
    /// The part after the last dot of the file name; empty if there is none.
    pub fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The directory under `crates/` that it lies in.
    pub fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// The first line that contains `needle`, from 1; 1 if there is none.
    pub fn line_of(&self, needle: &str) -> usize {
        self.text.lines().position(|line| line.contains(needle)).map_or(1, |index| index + 1)
    }
}

impl Tree {
    /// From paths and texts.
    pub fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self(files)
    }

    /// Reads a checkout. Files that are not UTF-8 are left out: no rule is about them.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        read_directory(root, "", &mut files)?;
        Ok(Self::new(files))
    }

    /// All files, by path.
    pub fn files(&self) -> &[File] {
        &self.0
    }

    /// The file with that path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.0
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|index| &self.0[index])
    }

    /// Whether a file or a directory has that path.
    pub fn exists(&self, path: &str) -> bool {
        let directory = format!("{path}/");
        self.file(path).is_some() || self.0.iter().any(|file| file.path.starts_with(&directory))
    }
}

fn read_directory(directory: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && !SKIPPED_DIRECTORIES.contains(&name.as_str()) {
            read_directory(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file()
            && let Ok(text) = String::from_utf8(std::fs::read(entry.path())?)
        {
            files.push(File { path, text });
        }
    }
    Ok(())
}
