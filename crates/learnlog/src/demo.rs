//! `learnlog demo`: a made-up company's three years, submitted. Invariant: the commands are a
//! function of seed, size and last day; no clock and no randomness of the machine takes part, so no
//! two runs differ.

mod calendar;
mod career;
mod certificates;
mod commands;
mod company;
mod courses;
mod definitions;
mod history;
mod ids;
mod learning;
mod mistakes;
mod random;
mod step;
mod submit;
mod words;

use clap::Args;
use jiff::civil::{Date, date};
use learnlog_proto::api::Command;

use crate::args;
use crate::client::Client;
use crate::client::bulk::IN_FLIGHT_DEFAULT_ITEMS;
use crate::demo::company::Company;
use crate::demo::step::Step;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Most people: beyond, the plan would not fit into the memory of a small machine.
const PEOPLE_MAX: i64 = 200_000;

/// The last day of the history, unless told otherwise.
const UNTIL: Date = date(2026, 10, 31);

/// What `learnlog demo` submits.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// How many people; about 65 commands each.
    #[arg(long, default_value_t = 500)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=PEOPLE_MAX))]
    pub people: u32,
    /// Another number, another company.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The last day of its three years.
    #[arg(long, value_name = "DAY", default_value_t = UNTIL, value_parser = last_day)]
    pub until: Date,
    /// Commands on their way at once.
    #[arg(long, value_name = "COUNT", default_value_t = IN_FLIGHT_DEFAULT_ITEMS)]
    pub in_flight: usize,
    /// Write the commands to stdout, one JSON object per line, instead of submitting them.
    #[arg(long)]
    pub print: bool,
}

/// What a company is made from.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Of all randomness.
    pub seed: u64,
    /// How many people.
    pub people: u32,
    /// The last day of the history.
    pub until: Date,
}

/// A company's history, ready to be submitted.
pub struct Demo {
    company: Company,
    steps: Vec<Step>,
}

impl Demo {
    /// The history of these settings.
    pub fn new(settings: &Settings) -> Self {
        let company = Company::new(settings);
        let mut steps: Vec<Step> = (0..)
            .zip(&company.people)
            .flat_map(|(number, person)| career::live(&company, number, person))
            .collect();
        // Stable: what one person's sources report in one minute stays in the order in which it was
        // made.
        steps.sort_by_key(|step| (step.reported, step.person));
        Self { company, steps }
    }

    /// The catalog; to be settled before anything else.
    pub fn definitions(&self) -> Vec<Command> {
        definitions::definitions(&self.company)
    }

    /// How many commands follow.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Everything else, in the order in which the sources report it.
    pub fn commands(&self) -> impl Iterator<Item = Command> {
        self.steps.iter().map(|step| commands::command(&self.company, step))
    }
}

/// A day whose three years, and the careers before them, lie well inside the calendar. Errors: in
/// words.
fn last_day(text: &str) -> Result<Date, String> {
    let day = args::civil_day(text)?;
    let is_near = (1980..=2100).contains(&day.year());
    if is_near { Ok(day) } else { Err("not in the years 1980 to 2100".to_owned()) }
}

/// Submits and prints totals. Errors: [`Failure`].
pub async fn run(args: &DemoArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let settings = Settings { seed: args.seed, people: args.people, until: args.until };
    let demo = Demo::new(&settings);
    if args.print {
        return submit::print(&demo);
    }
    submit::submit(&demo, args.in_flight, client, output).await
}

#[cfg(test)]
mod tests;
