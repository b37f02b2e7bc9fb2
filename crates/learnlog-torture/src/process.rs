//! Servers as child processes. Invariant: none outlives this process, whatever ends first, and what it says is in a file.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};

/// A running server.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts a program whose output goes to the end of `log`. It is ended by the kernel when the calling thread ends, which should be
    /// the main one. Errors: it cannot be started.
    pub fn start(
        program: &Path,
        settings: impl FnOnce(&mut Command),
        log: &Path,
    ) -> anyhow::Result<Self> {
        let output = File::options().create(true).append(true).open(log)?;
        let mut wrapped = Command::new("setpriv");
        wrapped.args(["--pdeathsig", "KILL", "--"]).arg(program);
        wrapped.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        settings(&mut wrapped);
        Ok(Self(wrapped.spawn().with_context(|| format!("cannot start {}", program.display()))?))
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    /// Sends a signal by name. Errors: it has ended.
    pub fn signal(&self, name: &str) -> anyhow::Result<()> {
        let pid = self.0.id().to_string();
        let status = Command::new("kill").args(["-s", name, &pid]).status()?;
        ensure!(status.success(), "kill -s {name} {pid} failed");
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
