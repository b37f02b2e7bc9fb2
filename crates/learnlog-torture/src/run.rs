//! A run from beginning to end, and the check of one that was. Invariant: what is checked is what is in the folder.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::check::{Chains, Evidence, check, read_callers, topic};
use crate::cli::{CheckArgs, RunArgs};
use crate::ending::{self, Ending};
use crate::fault::{Faults, Tally};
use crate::load::Load;
use crate::plant;
use crate::report::Report;
use crate::say::say;
use crate::site::Site;

/// Faults of a short run last no longer than this, so that there is time for all of them.
const LONGEST_OF_SHORT: Duration = Duration::from_secs(4);

/// Longer than anything in learnlog that could pass for a lease.
const LONGEST: Duration = Duration::from_secs(20);

/// Up to here, a run is short.
const SHORT_MINUTES: f64 = 2.0;

const TOPICS: &str = "topics";

/// Load and faults, then the check. Errors: something of the run itself broke.
pub async fn run(args: &RunArgs) -> anyhow::Result<Report> {
    let seed = args.seed.unwrap_or_else(|| Uuid::new_v4().as_u64_pair().0 >> 32);
    std::fs::create_dir_all(&args.folder)?;
    say(&format!(
        "seed {seed}, {} brokers; everything is in {}",
        args.brokers,
        args.folder.display()
    ));
    let site = Site::start(&args.learnlog, &args.folder, args.brokers).await?;
    let tally = torment(args, seed, &site).await?;
    let ending = ending::look(&site, &args.folder, &tally).await;
    ending.save(&args.folder)?;
    let kafka = site.servers.kafka()?;
    let messages = spawn_blocking(move || topic::read(&kafka)).await??;
    topic::save(&args.folder.join(TOPICS), &messages)?;
    // The servers are not needed any more.
    spawn_blocking(move || drop(site)).await?;
    checked(&args.folder, messages, args.plant, Some(&tally))
}

/// Checks what a run left. Errors: it cannot be read.
pub fn check_again(args: &CheckArgs) -> anyhow::Result<Report> {
    let messages = match &args.kafka {
        Some(kafka) => topic::read(kafka)?,
        None => topic::load(&args.folder.join(TOPICS))?,
    };
    checked(&args.folder, messages, args.plant, None)
}

async fn torment(args: &RunArgs, seed: u64, site: &Arc<Site>) -> anyhow::Result<Tally> {
    let begun = Instant::now();
    let load = Load { seed, callers: args.callers.into() };
    let working = load.start(site, &args.folder, begun).await?;
    let short = args.minutes <= SHORT_MINUTES;
    let faults = Faults {
        seed,
        time: Duration::from_secs_f64(args.minutes * 60.0),
        longest: if short { LONGEST_OF_SHORT } else { LONGEST },
    };
    say("callers are at work, and things go wrong");
    let tally = faults.inject(site, &args.folder, begun).await?;
    say("callers settle what they do not know");
    working.end().await?;
    Ok(tally)
}

fn checked(
    folder: &Path,
    mut messages: Vec<topic::Message>,
    plant: Option<crate::check::Kind>,
    tally: Option<&Tally>,
) -> anyhow::Result<Report> {
    let mut callers = read_callers(&folder.join("callers"))?;
    if let Some(kind) = plant {
        plant::plant(kind, &mut messages, &mut callers)?;
        say(&format!("planted: {kind}"));
    }
    let evidence = Evidence::new(Chains::of(&messages), callers);
    let mut violations = check(&evidence);
    Ending::load(folder)?.check(&mut violations);
    Ok(Report::new(&evidence, &violations, tally))
}
