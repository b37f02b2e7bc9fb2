//! Steps in words. Invariant: what is told is what is done; nothing is decided here.

use super::config::Config;
use super::model::Action;

/// One step.
pub fn tell(config: &Config, action: &Action) -> String {
    let command = |command: u8| {
        let asked = config.commands[usize::from(command)];
        let what = match asked.digest {
            0 => "abandon".to_owned(),
            content => format!("content {content}"),
        };
        format!("command {} of stream {} ({what})", asked.id, asked.stream)
    };
    match *action {
        Action::Send { writer, command: c } => {
            format!("a caller sends {} to writer {writer}", command(c))
        }
        Action::Look { writer, command: c } => {
            format!("writer {writer} looks again at {}", command(c))
        }
        Action::Land { writer, place } => {
            format!("unconfirmed entry {place} of writer {writer} lands")
        }
        Action::Report { writer, place } => {
            format!("the report of unconfirmed entry {place} comes to writer {writer}")
        }
        Action::Fail { writer } => {
            format!("writer {writer} is told that its oldest unconfirmed entry failed")
        }
        Action::Fabricate { writer } => {
            format!("writer {writer} is told a made-up offset for its oldest unconfirmed entry")
        }
        Action::Crash { writer } => format!("writer {writer} dies and is started again"),
        Action::Read { writer, end } => format!("writer {writer} reads the log below offset {end}"),
        Action::LandLate { place, again } => {
            let once_more = if again { ", and may land again" } else { "" };
            format!("late request {place} lands{once_more}")
        }
        Action::Deadline { command: c } => {
            format!("who forwarded {} tells its caller that time is up", command(c))
        }
        Action::Stray => "somebody else appends a message".to_owned(),
        Action::Commit => "the next message is committed".to_owned(),
        Action::Failover { end } => format!("another broker leads; its log ends at offset {end}"),
        Action::Index => "the entry index takes the next entry".to_owned(),
        Action::Prune { writer } => {
            format!("writer {writer} drops from its tail what the index has")
        }
        Action::Snapshot { writer, stream } => {
            format!("a snapshot of stream {stream} is taken for writer {writer}")
        }
        Action::Install { writer } => format!("the snapshot comes to writer {writer}"),
        Action::SendCold { writer, command: c } => {
            format!("a caller sends {} to writer {writer}, who drops its state", command(c))
        }
    }
}
