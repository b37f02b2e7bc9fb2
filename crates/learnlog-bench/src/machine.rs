//! What it was measured on, as the system says. Invariant: nothing is guessed; what cannot be read is called unknown.

use std::fs;

/// Processor, cores, memory and kernel in one line.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into());
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| gibibytes(&text));
    let memory = memory.map_or_else(|| "unknown".into(), |gibibytes| format!("{gibibytes:.1} GiB"));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{cores} cores of {processor}, {memory} of memory, Linux {}", kernel.trim())
}

/// The value behind `name:` in a file of such lines.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Of "16384 kB".
fn gibibytes(text: &str) -> Option<f64> {
    let kibibytes: f64 = text.strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1_048_576.0)
}
