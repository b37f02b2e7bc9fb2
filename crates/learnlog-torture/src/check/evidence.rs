//! What the checker looks at. Invariant: every call of every caller with its outcome, if it had one.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, ensure};
use uuid::Uuid;

use super::chain::Chains;
use crate::history::{Asked, Call, Line, Outcome, What, read};

/// One call.
#[derive(Debug, Clone)]
pub struct Operation {
    /// When it went out, in microseconds.
    pub invoked: u64,
    /// Which process was asked.
    pub process: usize,
    /// Its life then.
    pub life: u64,
    /// What for.
    pub call: Call,
    /// When something came back, and what; None: the caller ended before.
    pub completed: Option<(u64, Outcome)>,
}

/// One caller's calls, in the order in which they went out.
#[derive(Debug, Clone)]
pub struct CallerHistory {
    /// Of the file.
    pub name: String,
    /// Calls.
    pub operations: Vec<Operation>,
}

/// Everything.
#[derive(Debug)]
pub struct Evidence {
    /// What lies on Kafka.
    pub chains: Chains,
    /// What callers saw.
    pub callers: Vec<CallerHistory>,
    /// When a command was first asked for, by stream and command id.
    pub first_asked: HashMap<(Uuid, Uuid), u64>,
}

impl Evidence {
    /// Of both sides.
    pub fn new(chains: Chains, callers: Vec<CallerHistory>) -> Self {
        let mut first_asked = HashMap::new();
        let all = callers.iter().flat_map(|caller| &caller.operations);
        for operation in all {
            if let Some(asked) = operation.call.command() {
                let first = first_asked.entry((asked.stream, asked.command_id)).or_insert(u64::MAX);
                *first = operation.invoked.min(*first);
            }
        }
        Self { chains, callers, first_asked }
    }

    /// Every call with its caller.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &Operation)> {
        self.callers.iter().flat_map(|caller| {
            caller.operations.iter().map(|operation| (caller.name.as_str(), operation))
        })
    }

    /// Every command with what came of it.
    pub fn commands(&self) -> impl Iterator<Item = (&str, &Operation, &Asked)> {
        self.operations()
            .filter_map(|(name, operation)| Some((name, operation, operation.call.command()?)))
    }

    /// Nobody asked for that command before.
    pub fn is_first(&self, operation: &Operation, asked: &Asked) -> bool {
        self.first_asked.get(&(asked.stream, asked.command_id)) == Some(&operation.invoked)
    }
}

/// The files of a run. Errors: one cannot be read, or a line has no place in it.
pub fn read_callers(folder: &Path) -> anyhow::Result<Vec<CallerHistory>> {
    let mut callers = Vec::new();
    for file in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = file?.path();
        let name = path.file_stem().context("a file without a name")?;
        let name = name.to_string_lossy().into_owned();
        let operations = operations(read(&path)?).with_context(|| path.display().to_string())?;
        callers.push(CallerHistory { name, operations });
    }
    callers.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(callers)
}

fn operations(lines: Vec<Line>) -> anyhow::Result<Vec<Operation>> {
    let mut operations: Vec<Operation> = Vec::new();
    for Line { at, operation, what } in lines {
        match what {
            What::Invoked { process, life, call } => {
                ensure!(
                    operation == operations.len() as u64,
                    "calls are not numbered as they went out"
                );
                operations.push(Operation { invoked: at, process, life, call, completed: None });
            }
            What::Completed(outcome) => {
                let invoked = operations.get_mut(usize::try_from(operation)?);
                let invoked = invoked.context("an outcome of nothing")?;
                ensure!(invoked.completed.is_none(), "two outcomes of one call");
                invoked.completed = Some((at, outcome));
            }
        }
    }
    Ok(operations)
}
