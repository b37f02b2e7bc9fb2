//! One server of a private stack, and what can happen to it. Each call returns when it has
//! happened.

use super::{Stack, segment};

/// One server of a private stack.
#[derive(Debug, Clone, Copy)]
pub struct Server<'a> {
    stack: &'a Stack,
    name: &'static str,
}

impl<'a> Server<'a> {
    pub(super) fn new(stack: &'a Stack, name: &'static str) -> Self {
        assert!(stack.private, "only the servers of Stack::private() may be disturbed");
        Self { stack, name }
    }

    /// Stops all its processes where they are (SIGSTOP): connections stay open and nothing answers.
    pub fn pause(self) {
        self.run("pause");
    }

    /// Lets a paused server go on.
    pub fn resume(self) {
        self.run("resume");
    }

    /// Kills all its processes (SIGKILL).
    pub fn kill(self) {
        self.run("kill");
    }

    /// Starts a killed server on the same port with the same data, and returns when it answers.
    pub fn restart(self) {
        self.run("up");
    }

    /// Takes everything from `offset` on from a partition of a killed Kafka, as a machine without power loses what it had not written. Of
    /// what was written together (one batch), all goes.
    ///
    /// # Panics
    ///
    /// If Kafka runs, or the partition does not reach so far.
    pub fn lose_from(self, topic: &str, partition: i32, offset: u64) {
        assert!(!self.stack.answers(), "Kafka must have been killed");
        let run = self.stack.run.as_ref().expect("a stack that this process started");
        let folder = run.join(self.name).join("data").join(format!("{topic}-{partition}"));
        segment::lose_from(&folder.join(format!("{:020}.log", 0)), offset);
    }

    fn run(self, command: &str) {
        self.stack.script(&[command, self.name]);
    }
}
