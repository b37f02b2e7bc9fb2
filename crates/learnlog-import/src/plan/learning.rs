//! Enrollments, withdrawals, progress, credits and outcomes. Invariant: every fact that the source
//! tells is planned, also one that will not count; whose learner, course, offering or component no
//! good row defines is bad.

use learnlog_domain::time::EffectiveDay;

use crate::mapping::reference::{Reference, Template};
use crate::mapping::rules::Key;
use crate::mapping::rules::learning::{
    CreditRule, EnrollmentRule, OutcomeRule, ProgressRule, WithdrawalRule,
};
use crate::plan::PlanError;
use crate::plan::definitions::{column_of, required};
use crate::plan::draft::Draft;
use crate::plan::fact::Body;
use crate::plan::fact::kind::Kind;
use crate::plan::fact::learning::{Act, Learning, Scope, Target};
use crate::plan::names::{IdKind, NameId};
use crate::plan::planner::{Made, Planner, Rows};
use crate::problem::fault::Fault;
use crate::problem::{Trouble, quoted};
use crate::source::row::Row;

impl<'a> Planner<'a> {
    /// All facts about learning of the mapping.
    pub(super) fn learning(&mut self) -> Result<(), PlanError> {
        let mapping = self.mapping;
        for rule in &mapping.enrollments {
            self.enrollments(rule)?;
        }
        for rule in &mapping.withdrawals {
            self.withdrawals(rule)?;
        }
        for rule in &mapping.progress {
            self.progress(rule)?;
        }
        for rule in &mapping.credits {
            self.credits(rule)?;
        }
        for rule in &mapping.outcomes {
            self.outcomes(rule)?;
        }
        Ok(())
    }

    fn enrollments(&mut self, rule: &'a EnrollmentRule) -> Result<(), PlanError> {
        if rule.offering.is_empty() == rule.course.is_empty() {
            return Err(Kind::Enrollment.refuse(&rule.table, "name either offering or course"));
        }
        let column = Row::day_column(self.mapping, &rule.table, &rule.day);
        let (kind, repeat) = (Kind::Enrollment, rule.repeat);
        let rows = Rows { kind, table: &rule.table, when: &rule.when, repeat, column };
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let learner = planner.reference(row, IdKind::Learner, &rule.learner)?;
            let target = if rule.offering.is_empty() {
                Target::Course(planner.reference(row, IdKind::Course, &rule.course)?)
            } else {
                Target::Offering(planner.reference(row, IdKind::Offering, &rule.offering)?)
            };
            let day = row.day(&rule.day)?;
            let enrollment = Some(planner.names.get(IdKind::Enrollment, &key));
            Ok(fact(key, learner, day, Learning { enrollment, act: Act::Enroll(target) }))
        })
    }

    fn withdrawals(&mut self, rule: &'a WithdrawalRule) -> Result<(), PlanError> {
        let column = Row::day_column(self.mapping, &rule.table, &rule.day);
        let (kind, repeat) = (Kind::Withdrawal, rule.repeat);
        let rows = Rows { kind, table: &rule.table, when: &rule.when, repeat, column };
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.enrollment)?;
            let learner = planner.reference(row, IdKind::Learner, &rule.learner)?;
            let (day, reason) = (row.day(&rule.day)?, required(row, &rule.reason)?);
            let enrollment = Some(planner.reference(row, IdKind::Enrollment, &rule.enrollment)?);
            Ok(fact(key, learner, day, Learning { enrollment, act: Act::Withdraw { reason } }))
        })
    }

    fn progress(&mut self, rule: &'a ProgressRule) -> Result<(), PlanError> {
        let column = Row::day_column(self.mapping, &rule.table, &rule.day);
        let (kind, repeat) = (Kind::Progress, rule.repeat);
        let rows = Rows { kind, table: &rule.table, when: &rule.when, repeat, column };
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let learner = planner.reference(row, IdKind::Learner, &rule.learner)?;
            let enrollment = planner.enrollment(row, &rule.enrollment)?;
            let scope = planner.scope(row, &rule.course, &rule.component)?;
            let basis_points = percent(row, rule.percent.as_ref())?;
            let act = Act::Progress { scope, basis_points };
            Ok(fact(key, learner, row.day(&rule.day)?, Learning { enrollment, act }))
        })
    }

    fn credits(&mut self, rule: &'a CreditRule) -> Result<(), PlanError> {
        let column = Row::day_column(self.mapping, &rule.table, &rule.day);
        let (kind, repeat) = (Kind::Credit, rule.repeat);
        let rows = Rows { kind, table: &rule.table, when: &rule.when, repeat, column };
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let learner = planner.reference(row, IdKind::Learner, &rule.learner)?;
            let text = |template: &Option<Template>| match template {
                Some(template) => row.text(template),
                None => Ok(None),
            };
            let enrollment = planner.enrollment(row, &rule.enrollment)?;
            let act = Act::Credit {
                credit: planner.names.get(IdKind::Credit, &key),
                scope: planner.scope(row, &rule.course, &rule.component)?,
                assessor: text(&rule.assessor)?,
                evidence: text(&rule.evidence)?,
            };
            Ok(fact(key, learner, row.day(&rule.day)?, Learning { enrollment, act }))
        })
    }

    fn outcomes(&mut self, rule: &'a OutcomeRule) -> Result<(), PlanError> {
        let column = rule.result.as_str().to_owned();
        let (kind, repeat) = (Kind::Outcome, rule.repeat);
        let rows = Rows { kind, table: &rule.table, when: &rule.when, repeat, column };
        self.each_row(&rows, |planner, row| {
            let result = row.value(&rule.result)?;
            if rule.no_outcome.iter().any(|none| none == result) {
                return Ok(Made::Nothing);
            }
            let Some(value) = rule.values.get(result).cloned() else {
                let all = rule.values.keys().chain(&rule.no_outcome);
                let known = all.map(String::as_str).collect::<Vec<_>>().join(", ");
                let fault = Fault::UnknownValue { value: quoted(result), known };
                return Err(row.problem(rule.result.as_str(), fault).into());
            };
            let key = row.key(&rule.key)?;
            let learner = planner.reference(row, IdKind::Learner, &rule.learner)?;
            let enrollment = planner.enrollment(row, &rule.enrollment)?;
            let act = Act::Outcome {
                course: planner.reference(row, IdKind::Course, &rule.course)?,
                attempt: planner.optional(row, IdKind::Attempt, &rule.attempt)?,
                value,
                score_basis_points: percent(row, rule.percent.as_ref())?,
            };
            Ok(fact(key, learner, row.day(&rule.day)?, Learning { enrollment, act }))
        })
    }

    fn reference(&mut self, row: &Row<'a>, kind: IdKind, key: &Key) -> Result<NameId, Trouble> {
        let name = row.key(key)?;
        self.defined(row, &column_of(key), kind, &name)
    }

    /// The ledger takes facts in an enrollment that it does not know, but they never count. So they are
    /// planned only if no bad row could be that enrollment.
    fn enrollment(&mut self, row: &Row<'a>, key: &Key) -> Result<Option<NameId>, Trouble> {
        let Some(name) = row.optional_key(key)? else { return Ok(None) };
        if self.tally.of(Kind::Enrollment).bad > 0 {
            return self.defined(row, &column_of(key), IdKind::Enrollment, &name).map(Some);
        }
        Ok(Some(self.names.get(IdKind::Enrollment, &name)))
    }

    fn scope(&mut self, row: &Row<'a>, course: &Key, component: &Key) -> Result<Scope, Trouble> {
        let course = self.reference(row, IdKind::Course, course)?;
        let component = self.optional(row, IdKind::Component, component)?;
        Ok(Scope { course, component })
    }

    fn optional(
        &mut self,
        row: &Row<'a>,
        kind: IdKind,
        key: &Key,
    ) -> Result<Option<NameId>, Trouble> {
        match row.optional_key(key)? {
            Some(name) => self.defined(row, &column_of(key), kind, &name).map(Some),
            None => Ok(None),
        }
    }
}

fn fact(key: String, learner: NameId, day: EffectiveDay, learning: Learning) -> Made {
    let body = Body::Learning(learning);
    Made::Draft(Draft { key, learner: Some(learner), day: Some(day), order: None, body })
}

/// Hundredths of a percent; None for an empty field.
fn percent(row: &Row<'_>, reference: Option<&Reference>) -> Result<Option<u32>, Trouble> {
    let Some(reference) = reference else { return Ok(None) };
    let value = row.value(reference)?;
    if value.is_empty() {
        return Ok(None);
    }
    let wrong = || row.problem(reference.as_str(), Fault::NotPercent(quoted(value))).into();
    basis_points(value).map(Some).ok_or_else(wrong)
}

fn basis_points(value: &str) -> Option<u32> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() > 3 || decimals.len() > 2 {
        return None;
    }
    let hundredths: u32 = format!("{decimals:0<2}").parse().ok()?;
    let basis_points = whole.parse::<u32>().ok()? * 100 + hundredths;
    (basis_points <= 10_000).then_some(basis_points)
}
