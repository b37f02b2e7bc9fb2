//! One command per line. Invariant: every line that is not blank gets exactly one result line,
//! named by its number; a bad line does not stop the good ones.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use futures::StreamExt;
use learnlog_proto::api::Command;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::client::Client;
use crate::client::bulk::Settled;
use crate::client::refusal::Refusal;
use crate::exit::{Exit, Failure};
use crate::json::{self, input};
use crate::output::{Format, Output, say};
use crate::submit::result::Summary;
use crate::submit::{COMMAND_MAX_BYTES, SubmitArgs};

/// Lines read ahead of the commands on their way.
const READ_AHEAD_LINES: usize = 1_024;

/// A line of input: its number, and its command or why there is none.
type Line = (u64, anyhow::Result<Command>);

/// Which command a result belongs to.
struct Tag {
    line: u64,
    command_id: String,
}

/// Submits all lines. Exit: the worst of any line. Errors: [`Failure`].
pub async fn run(args: &SubmitArgs, client: &Client, output: &Output) -> Result<Exit, Failure> {
    let input = args.open()?;
    let (sender, receiver) = mpsc::channel(READ_AHEAD_LINES);
    // Reading may block for as long as it likes: on a thread of its own it holds up nobody.
    let reader = std::thread::spawn(move || read_lines(input, &sender));
    let results = RefCell::new(Results::new(*output)?);
    let items = ReceiverStream::new(receiver).filter_map(|(line, command): Line| {
        let item = match command {
            Ok(command) => {
                let tag = Tag { line, command_id: command.command_id.clone() };
                Some((tag, args.request(command)))
            }
            Err(error) => {
                results.borrow_mut().bad_line(line, &error);
                None
            }
        };
        std::future::ready(item)
    });
    let on_settled = |tag, settled| results.borrow_mut().settled(&tag, settled);
    let sent = client.submit_all(args.in_flight, items, on_settled).await;
    let mut results = results.into_inner();
    results.finish()?;
    sent?;
    match reader.join() {
        Ok(read) => read.map_err(Failure::data)?,
        Err(_) => return Err(Failure::bug(anyhow::anyhow!("the reading thread broke"))),
    }
    Ok(results.worst)
}

fn read_lines(input: Box<dyn Read + Send>, lines: &mpsc::Sender<Line>) -> anyhow::Result<()> {
    let mut input = BufReader::new(input);
    for number in 1.. {
        let mut text = Vec::new();
        let read = input.by_ref().take(COMMAND_MAX_BYTES + 1).read_until(b'\n', &mut text)?;
        if read == 0 {
            break;
        }
        if text.len() as u64 > COMMAND_MAX_BYTES {
            anyhow::bail!("line {number}: a command has at most {COMMAND_MAX_BYTES} bytes of JSON");
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        if lines.blocking_send((number, command(&text))).is_err() {
            break;
        }
    }
    Ok(())
}

fn command(text: &[u8]) -> anyhow::Result<Command> {
    let command = input::command(serde_json::from_slice(text)?)?;
    if command.command_id.is_empty() {
        anyhow::bail!("command_id is missing: choose one, and use it again when you retry");
    }
    Ok(command)
}

/// Prints results as they come and counts them.
struct Results {
    format: Format,
    counts: BTreeMap<&'static str, u64>,
    /// Of all answers those that were there before.
    repeated: u64,
    worst: Exit,
    written: io::Result<()>,
}

impl Results {
    fn new(output: Output) -> io::Result<Self> {
        if output.format == Format::Csv {
            Output::line("line,command_id,answer,entry,repeated,detail")?;
        }
        let (counts, worst) = (BTreeMap::new(), Exit::Done);
        Ok(Self { format: output.format, counts, repeated: 0, worst, written: Ok(()) })
    }

    fn settled(&mut self, tag: &Tag, settled: Settled) {
        match settled {
            Ok(response) => {
                let summary = Summary::of(&response);
                self.count(summary.answer);
                self.repeated += u64::from(summary.repeated);
                self.worst = self.worst.max(summary.exit());
                let json = json::from_message("learnlog.api.v1.SubmitResponse", &response);
                self.write(tag, &summary, json.unwrap_or_default());
            }
            Err(refusal) => self.refused(tag, &refusal),
        }
    }

    fn refused(&mut self, tag: &Tag, refusal: &Refusal) {
        self.count("refused");
        self.worst = self.worst.max(Exit::of_code(refusal.code));
        let reason = refusal.reason.clone().unwrap_or_else(|| format!("{:?}", refusal.code));
        let json = json!({ "error": {
            "reason": reason, "message": refusal.message, "metadata": refusal.metadata,
        } });
        self.write(tag, &refused(refusal.to_string()), json);
    }

    fn bad_line(&mut self, line: u64, error: &anyhow::Error) {
        self.count("refused");
        self.worst = self.worst.max(Exit::Data);
        let message = format!("{error:#}");
        let json = json!({ "error": { "reason": "NOT_A_COMMAND", "message": message } });
        self.write(&Tag { line, command_id: String::new() }, &refused(message), json);
    }

    fn count(&mut self, word: &'static str) {
        *self.counts.entry(word).or_default() += 1;
    }

    fn write(&mut self, tag: &Tag, summary: &Summary, json: Value) {
        if self.written.is_ok() {
            self.written = write(self.format, tag, summary, json);
        }
    }

    fn summary(&self) -> String {
        let counts = self.counts.iter().map(|(word, count)| format!("{count} {word}"));
        let counts: Vec<_> = counts.collect();
        match (counts.as_slice(), self.repeated) {
            ([], _) => "no commands".to_owned(),
            (_, 0) => counts.join(", "),
            (_, repeated) => format!("{}; {repeated} of them repeated", counts.join(", ")),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        say(&self.summary());
        std::mem::replace(&mut self.written, Ok(()))
    }
}

fn refused(detail: String) -> Summary {
    Summary { answer: "refused", detail, entry: String::new(), repeated: false }
}

fn write(format: Format, tag: &Tag, summary: &Summary, mut json: Value) -> io::Result<()> {
    let Summary { answer, detail, entry, repeated } = summary;
    match format {
        Format::Json => {
            json["line"] = tag.line.into();
            json["command_id"] = tag.command_id.clone().into();
            Output::json_line(&json)
        }
        Format::Table => {
            let repeated = if *repeated { "  (repeated)" } else { "" };
            let line = format!("{:>7}  {answer:<9}  {entry:<12}  {detail}{repeated}", tag.line);
            Output::line(line.trim_end())
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(io::stdout().lock());
            let (line, repeated) = (tag.line.to_string(), repeated.to_string());
            csv.write_record([&line, &tag.command_id, *answer, entry, &repeated, detail])?;
            csv.flush()
        }
    }
}

#[cfg(test)]
mod tests;
