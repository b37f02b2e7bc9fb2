//! Files of another system. Invariant: every row is answered exactly once, by its number, and what is planned would
//! not be refused for its form.

mod answers;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use learnlog_import::mapping::Mapping;
use learnlog_import::source::Source;
use learnlog_import::source::open::{OpenError, start};

pub(crate) use answers::plan;

/// What must hold of every set of files.
///
/// The first byte chooses the mapping, and whether the files are compressed; the others are the files that it names,
/// in the order of its tables, with a byte 0 between them.
pub fn check(bytes: &[u8]) {
    let Some((&choice, rest)) = bytes.split_first() else { return };
    let mapping = &MAPPINGS[usize::from(choice & 0x7f) % MAPPINGS.len()];
    let is_compressed = choice & 0x80 != 0;
    let mut contents = match is_compressed {
        // A compressed file may hold any byte.
        true => vec![rest],
        false => rest.split(|byte| *byte == 0).collect(),
    };
    contents.resize(mapping.tables.len(), &[]);
    let files: BTreeMap<&str, &[u8]> =
        mapping.tables.values().map(|rule| &*rule.file).zip(contents).collect();
    let Ok(source) = read(mapping, &files, is_compressed) else { return };
    if !is_compressed {
        for table in source.tables() {
            answers::rows(table, files[&*table.file]);
        }
    }
    plan(mapping, &source);
}

/// The files of a mapping, by name.
pub(crate) fn read(
    mapping: &Mapping,
    files: &BTreeMap<&str, &[u8]>,
    is_compressed: bool,
) -> Result<Source, learnlog_import::source::SourceError> {
    Source::read_with(mapping, |file| {
        let name = if is_compressed { format!("{file}.gz") } else { file.to_owned() };
        let Some(content) = files.get(file) else { return Err(OpenError::Missing(file.into())) };
        start(PathBuf::from(&name), name, Box::new(std::io::Cursor::new(content.to_vec())))
    })
}

/// Those that the project ships, and one with a single small file.
static MAPPINGS: LazyLock<Vec<Mapping>> = LazyLock::new(|| {
    let texts = [
        SMALL,
        include_str!("../../../ops/mappings/hr-completions.toml"),
        include_str!("../../../ops/mappings/oulad.toml"),
    ];
    texts.iter().map(|text| Mapping::parse(text).expect("a mapping that can be used")).collect()
});

const SMALL: &str = r#"
source = "small"
[tables.t]
file = "t.csv"
key = ["a"]
days.d = { column = "d", format = "iso" }
[[people]]
table = "t"
learner = ["a"]
key = ["a", "b"]
day = "d"
display_name = "{b}"
"#;
