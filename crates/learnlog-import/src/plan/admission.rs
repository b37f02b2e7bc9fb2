//! The server's own check of well-formedness, before anything is sent. Invariant: what the plan
//! holds would not be refused for its form, so that no fact of a learner is refused between others
//! that depend on it.

use learnlog_api::input;
use learnlog_domain::time::EffectiveDay;
use uuid::Uuid;

use crate::command::Commands;
use crate::mapping::rules::values::CompletedBy;
use crate::plan::fact::Body;
use crate::plan::fact::definition::{Component, Definition};
use crate::plan::fact::kind::Kind;
use crate::plan::fact::learning::Act;
use crate::plan::fed_by;
use crate::plan::names::NameId;
use crate::plan::planner::Planner;
use crate::problem::Problem;
use crate::problem::fault::Fault;
use crate::source::row::Row;

/// Logs of a ledger, as far as the check is concerned: commands of an import name no positions.
const LOGS: u32 = 1;

impl<'a> Planner<'a> {
    /// `column` stands for what no single column feeds. Errors: the reason for which the server would
    /// refuse it.
    pub(super) fn admit(
        &self,
        row: &Row<'a>,
        (kind, column): (Kind, &str),
        learner: Option<NameId>,
        day: Option<EffectiveDay>,
        body: &Body,
    ) -> Result<(), Problem> {
        if is_always_well_formed(body) {
            return Ok(());
        }
        // The real ids are the server's to derive; any but the nil id is as well-formed.
        let stand_in = |index: usize| Uuid::from_u128(index as u128 + 1);
        let source = &self.mapping.source;
        let commands = Commands { source, id: |name: NameId| stand_in(name.index()) };
        let mut command = commands.command_of(learner, day, body);
        command.command_id = stand_in(0).to_string();
        match input::command::read(command, LOGS) {
            Ok(_) => Ok(()),
            Err(error) => {
                let fed_by = error
                    .field()
                    .and_then(|path| fed_by::columns(self.mapping, kind, row.table_name(), path));
                let column = fed_by.as_deref().unwrap_or(column);
                Err(row.problem(column, Fault::Refused(error.to_string())))
            }
        }
    }

    /// The same of a component, which is submitted with its course.
    pub(super) fn admit_component(
        &self,
        row: &Row<'a>,
        column: &str,
        course: NameId,
        component: &Component,
    ) -> Result<(), Problem> {
        let (title, completed_by) = (component.title.clone(), CompletedBy::Complete);
        let components = vec![component.clone()];
        let definition = Definition::Course { course, title, completed_by, components };
        self.admit(row, (Kind::Component, column), None, None, &Body::Definition(definition))
    }
}

/// Holds nothing but ids, days of the calendar and a percentage that was checked when it was read.
fn is_always_well_formed(body: &Body) -> bool {
    let Body::Learning(learning) = body else { return false };
    matches!(learning.act, Act::Enroll(_) | Act::Progress { .. })
}
