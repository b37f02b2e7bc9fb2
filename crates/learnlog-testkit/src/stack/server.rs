//! One server of a private stack, and what can happen to it. Each call returns when it has
//! happened.

use super::Stack;

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

    fn run(self, command: &str) {
        self.stack.script(&[command, self.name]);
    }
}
