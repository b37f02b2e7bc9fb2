//! Sizes: files, functions, lines. rustfmt holds the width of Rust code; comments, SQL, proto and shell are held here.

use super::finding::Finding;
use super::project::Project;
use super::tree::File;

#[cfg(test)]
mod tests;

/// A file longer than this should be looked at.
const FILE_LINES_WISHED: usize = 150;
/// A file longer than this is refused.
const FILE_LINES_MAX: usize = 500;
/// A function longer than this is refused, from `fn` to the closing brace.
const FUNCTION_LINES_MAX: usize = 70;
/// A line longer than this is refused.
const LINE_CHARACTERS_MAX: usize = 140;

/// Extensions of what is read as code; scripts without one are known by their first line.
const CODE: [&str; 5] = ["rs", "sql", "proto", "sh", "py"];

/// Checks files of code.
pub fn check(project: &Project) -> Vec<Finding> {
    let files = project.tree().files().iter().filter(|file| is_code(file));
    let mut findings: Vec<Finding> = files.flat_map(file).collect();
    for (file, source) in project.rust() {
        for function in &source.functions {
            if function.lines > FUNCTION_LINES_MAX {
                let advice = format!(
                    "`{}` has {} lines, at most {FUNCTION_LINES_MAX}: split it where its parts have names",
                    function.name, function.lines
                );
                findings.push(Finding::new(&file.path, function.line, "function-length", advice));
            }
        }
    }
    findings
}

fn is_code(file: &File) -> bool {
    CODE.contains(&file.extension()) || file.text.starts_with("#!")
}

fn file(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines = file.text.lines().count();
    let split = |limit| {
        let advice = format!("{lines} lines, at most {limit}: one concept per file");
        Finding::new(&file.path, 1, "file-length", advice)
    };
    if lines > FILE_LINES_MAX {
        findings.push(split(FILE_LINES_MAX));
    } else if lines > FILE_LINES_WISHED {
        findings.push(split(FILE_LINES_WISHED).warning());
    }
    for (index, line) in file.text.lines().enumerate() {
        let characters = line.chars().count();
        if characters > LINE_CHARACTERS_MAX {
            let advice =
                format!("{characters} characters, at most {LINE_CHARACTERS_MAX}: break the line");
            findings.push(Finding::new(&file.path, index + 1, "line-length", advice));
        }
    }
    findings
}
