//! The result file: what became of every row. Invariant: a line per fact, per bad row and kind, per row that
//! says the same as another and per anomaly; what could not be written is an error, but only once
//! everything else is done.

use std::fs::File;
use std::io;
use std::path::Path;

use learnlog_import::plan::Plan;
use learnlog_import::plan::draft::Place;
use learnlog_import::plan::fact::kind::Kind;

/// Names of the columns, in order.
const HEADER: [&str; 9] =
    ["file", "row", "column", "kind", "stream_id", "command_id", "outcome", "reason", "position"];

/// What became of a fact.
#[derive(Debug, Default)]
pub struct Line<'a> {
    /// "progress".
    pub kind: &'a str,
    /// The learner's id, or that of the definition.
    pub stream_id: String,
    /// Under which it was submitted.
    pub command_id: String,
    /// "recorded".
    pub outcome: &'a str,
    /// Why, if not.
    pub reason: &'a str,
    /// "log:sequence" of the entry.
    pub position: String,
}

/// Writes results, or nothing.
pub struct Results {
    file: Option<csv::Writer<File>>,
    written: Result<(), csv::Error>,
}

impl Results {
    /// Creates the file, if one is asked for.
    pub fn create(path: Option<&Path>) -> Result<Self, csv::Error> {
        let mut file = path.map(csv::Writer::from_path).transpose()?;
        if let Some(file) = &mut file {
            file.write_record(HEADER)?;
        }
        Ok(Self { file, written: Ok(()) })
    }

    /// What is known before anything is submitted: bad rows, rows that add nothing, anomalies.
    pub fn plan(&mut self, plan: &Plan) -> io::Result<()> {
        for (bad, problem) in plan.bad.rows() {
            let fault = problem.fault.to_string();
            let kind = bad.kind.map_or("", Kind::as_str);
            let line = Line { kind, outcome: "bad", reason: &fault, ..Line::default() };
            self.write(&bad.file, bad.row, &problem.column, line);
        }
        for (kind, place) in &plan.same {
            let line = Line { kind: kind.as_str(), outcome: "same", ..Line::default() };
            self.write_at(place, line);
        }
        for anomaly in &plan.anomalies {
            let kind = anomaly.kind.as_str();
            let reason = match anomaly.subject.as_str() {
                "" => anomaly.check.as_str().to_owned(),
                subject => format!("{} {subject}", anomaly.check.as_str()),
            };
            let line = Line { kind, outcome: "anomaly", reason: &reason, ..Line::default() };
            self.write_at(&anomaly.place, line);
        }
        self.finish()
    }

    /// What became of the fact of a row.
    pub fn write_at(&mut self, place: &Place, line: Line<'_>) {
        self.write(&place.origin.file, place.row, &place.origin.column, line);
    }

    fn write(&mut self, file: &str, row: u32, column: &str, line: Line<'_>) {
        if let (Some(out), Ok(())) = (&mut self.file, &self.written) {
            let row = row.to_string();
            self.written = out.write_record([
                file,
                &row,
                column,
                line.kind,
                &line.stream_id,
                &line.command_id,
                line.outcome,
                line.reason,
                &line.position,
            ]);
        }
    }

    /// Writes what is still in memory. Errors: the first line that could not be written.
    pub fn finish(&mut self) -> io::Result<()> {
        std::mem::replace(&mut self.written, Ok(()))?;
        self.file.as_mut().map_or(Ok(()), csv::Writer::flush)
    }
}
