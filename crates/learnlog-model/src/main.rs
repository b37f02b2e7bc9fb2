//! `learnlog-model`: explores the protocols, shows that mutations are caught, tells how.

use std::io::Write;
use std::process::ExitCode;

use learnlog_model::check::Outcome;
use learnlog_model::{mutations, runs};

const USAGE: &str = "usage: learnlog-model COMMAND

  check [--deep] [TEXT]  explores every configuration whose name holds TEXT; with --deep the
                         large ones, too (gigabytes and minutes)
  trace MUTATION         tells step by step how the mutation breaks a promise
";

/// Bad usage, as in sysexits.h.
const EXIT_USAGE: u8 = 64;

/// As many as are useful beside other work.
const THREADS: usize = 2;

fn main() -> std::io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = std::io::stdout().lock();
    let fine = match arguments.as_slice() {
        ["check"] => check(false, "", &mut out)?,
        ["check", "--deep"] => check(true, "", &mut out)?,
        ["check", "--deep", text] => check(true, text, &mut out)?,
        ["check", text] => check(false, text, &mut out)?,
        ["trace", name] => trace(name, &mut out)?,
        _ => {
            std::io::stderr().write_all(USAGE.as_bytes())?;
            return Ok(ExitCode::from(EXIT_USAGE));
        }
    };
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(deep: bool, text: &str, out: &mut dyn Write) -> std::io::Result<bool> {
    let mut fine = true;
    for run in runs().iter().filter(|run| deep || !run.deep) {
        if !run.name.contains(text) && !run.model.contains(text) {
            continue;
        }
        let outcome = (run.explore)(THREADS);
        fine &= outcome.holds();
        let verdict = if outcome.holds() { "holds" } else { "DOES NOT HOLD" };
        let (model, name) = (run.model, run.name);
        writeln!(out, "{verdict}: {model}: {name}: {}", figures(&outcome))?;
        for broken in &outcome.broken {
            writeln!(out, "  broken in {} steps: {}", broken.steps.len(), broken.promise)?;
            for step in &broken.steps {
                writeln!(out, "    {step}")?;
            }
        }
        for unseen in &outcome.unseen {
            writeln!(out, "  never met: {unseen}")?;
        }
        out.flush()?;
    }
    for mutation in mutations() {
        if !mutation.name.contains(text) && !mutation.model.contains(text) {
            continue;
        }
        let outcome = (mutation.refute)();
        let caught = outcome.broken.first().map_or("nothing", |broken| broken.promise);
        let steps = outcome.broken.first().map_or(0, |broken| broken.steps.len());
        let right = caught == mutation.caught_by;
        fine &= right;
        let verdict = if right { "caught" } else { "NOT CAUGHT as it should be" };
        let (model, name) = (mutation.model, &mutation.name);
        writeln!(
            out,
            "{verdict}: {model}: {name}: {caught} ({steps} steps, {} states)",
            outcome.states
        )?;
        out.flush()?;
    }
    Ok(fine)
}

fn figures(outcome: &Outcome) -> String {
    let bounded = if outcome.complete { "" } else { ", not all states seen" };
    format!(
        "{} states, {} steps deep, {} promises, {:.1} s{bounded}",
        outcome.states,
        outcome.depth,
        outcome.promises,
        outcome.took.as_secs_f64()
    )
}

fn trace(name: &str, out: &mut dyn Write) -> std::io::Result<bool> {
    for mutation in mutations().iter().filter(|mutation| mutation.name == name) {
        let outcome = (mutation.refute)();
        if let Some(broken) = outcome.broken.first() {
            writeln!(out, "{name} breaks: {}", broken.promise)?;
            for (number, step) in (1..).zip(&broken.steps) {
                writeln!(out, "{number:3}. {step}")?;
            }
            return Ok(true);
        }
    }
    writeln!(out, "no such mutation; there are:")?;
    for mutation in mutations() {
        writeln!(out, "  {} ({})", mutation.name, mutation.model)?;
    }
    Ok(false)
}
