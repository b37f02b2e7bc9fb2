//! A server as a child process. Invariant: it does not outlive its owner, whatever ends first, and what it says is in a file.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A running server; it is killed with this value.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts a program whose output goes to the end of `log`. It is ended by the kernel when the
    /// calling thread ends, which should be the main one.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or the file cannot be written.
    pub fn start(
        program: &Path,
        settings: impl FnOnce(&mut Command),
        log: &Path,
    ) -> io::Result<Self> {
        let output = File::options().create(true).append(true).open(log)?;
        let mut wrapped = Command::new("setpriv");
        wrapped.args(["--pdeathsig", "KILL", "--"]).arg(program);
        wrapped.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        settings(&mut wrapped);
        Ok(Self(wrapped.spawn()?))
    }

    /// The system's number for it.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// How it ended by itself, if it has.
    ///
    /// # Errors
    ///
    /// If the system does not say.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.0.try_wait()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
