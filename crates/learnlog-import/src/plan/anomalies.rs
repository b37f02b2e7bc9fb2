//! Where the source disagrees with itself. Invariant: an anomaly is listed with the row of the fact
//! that shows it, and changes nothing: the fact is submitted all the same. What counts is decided
//! by the domain.

pub mod check;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use learnlog_domain::time::Day;

use crate::plan::anomalies::check::Check;
use crate::plan::draft::Place;
use crate::plan::fact::definition::Definition;
use crate::plan::fact::kind::Kind;
use crate::plan::fact::learning::{Act, Target};
use crate::plan::fact::person::{PersonFact, field_name};
use crate::plan::fact::{Body, Fact};
use crate::plan::names::NameId;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// Which.
    pub check: Check,
    /// Kind of the fact that shows it.
    pub kind: Kind,
    /// The fact's row.
    pub place: Place,
    /// The name of what changed; empty in all other checks.
    pub subject: String,
}

/// What is known about one enrollment.
#[derive(Default)]
struct Group {
    is_enrolled: bool,
    enrolled: Option<Day>,
    withdrawn: Option<Day>,
    has_outcome: bool,
    offering_end: Option<Day>,
}

/// An offering, as far as checks go.
#[derive(Clone, Copy)]
struct Offering {
    course: NameId,
    starts_on: Option<Day>,
    ends_on: Option<Day>,
}

/// All anomalies that `checks` ask for, in the order of the facts.
pub fn find(checks: &BTreeSet<Check>, facts: &[Fact], last_day: Day) -> Vec<Anomaly> {
    let offerings: HashMap<NameId, Offering> = facts.iter().filter_map(offering).collect();
    let groups = groups(facts, &offerings);
    let previous_ends = previous_ends(facts, &offerings);
    let none = Group::default();
    let mut anomalies = Vec::new();
    for fact in facts {
        let group = fact.enrollment().and_then(|name| groups.get(&name)).unwrap_or(&none);
        let previous_end = fact.enrollment().and_then(|name| previous_ends.get(&name).copied());
        for check in checks {
            for subject in shown(*check, fact, group, previous_end, last_day) {
                let (kind, place) = (fact.kind(), fact.place.clone());
                anomalies.push(Anomaly { check: *check, kind, place, subject });
            }
        }
    }
    anomalies
}

/// What of `check` the fact shows: nothing, or once per subject.
fn shown(
    check: Check,
    fact: &Fact,
    group: &Group,
    previous_end: Option<Day>,
    last_day: Day,
) -> Vec<String> {
    let day = fact.known_day();
    let act = fact.learning().map(|learning| &learning.act);
    let is_activity = matches!(act, Some(Act::Progress { .. } | Act::Credit { .. }));
    let is_withdrawal = matches!(act, Some(Act::Withdraw { .. }));
    let is_enrollment = matches!(act, Some(Act::Enroll(_)));
    let is_outcome = matches!(act, Some(Act::Outcome { .. }));
    let is_after_withdrawal = is_activity && is_after(day, group.withdrawn);
    let is_shown = match check {
        Check::DayUnknown => act.is_some() && day.is_none(),
        Check::EnrollmentUnknown => fact.enrollment().is_some() && !group.is_enrolled,
        Check::BeforeEnrollment => is_activity && is_after(group.enrolled, day),
        Check::OutcomeBeforeEnrollment => is_outcome && is_after(group.enrolled, day),
        Check::DayInFuture => is_after(day, Some(last_day)),
        Check::AfterWithdrawal => is_after_withdrawal,
        Check::AfterWithdrawalWithOutcome => is_after_withdrawal && group.has_outcome,
        Check::AfterOfferingEnd => {
            (is_activity || is_withdrawal) && is_after(day, group.offering_end)
        }
        Check::WithdrawnOnEnrollmentDay => is_withdrawal && day.is_some() && day == group.enrolled,
        Check::OutcomeConflictsWithWithdrawal => is_withdrawal && group.has_outcome,
        Check::ReenrolledBeforePreviousEnd => {
            let end = previous_end.filter(|_| is_enrollment);
            matches!((day, end), (Some(day), Some(end)) if day <= end)
        }
        Check::AttributeChanged => return changed(fact),
    };
    if is_shown { vec![String::new()] } else { Vec::new() }
}

fn is_after(day: Option<Day>, limit: Option<Day>) -> bool {
    matches!((day, limit), (Some(day), Some(limit)) if day > limit)
}

fn changed(fact: &Fact) -> Vec<String> {
    match &fact.body {
        Body::Person(PersonFact::Changed { set, cleared }) => {
            set.names().chain(cleared.iter().map(|field| field_name(*field))).collect()
        }
        Body::Person(PersonFact::Added(_)) | Body::Definition(_) | Body::Learning(_) => Vec::new(),
    }
}

fn offering(fact: &Fact) -> Option<(NameId, Offering)> {
    match fact.body {
        Body::Definition(Definition::Offering { offering, course, starts_on, ends_on, .. }) => {
            Some((offering, Offering { course, starts_on, ends_on }))
        }
        _ => None,
    }
}

fn groups(facts: &[Fact], offerings: &HashMap<NameId, Offering>) -> HashMap<NameId, Group> {
    let mut groups: HashMap<NameId, Group> = HashMap::new();
    for fact in facts {
        let Some(learning) = fact.learning() else { continue };
        let Some(enrollment) = learning.enrollment else { continue };
        let group = groups.entry(enrollment).or_default();
        match &learning.act {
            Act::Enroll(target) => {
                group.is_enrolled = true;
                group.enrolled = fact.known_day();
                if let Target::Offering(offering) = target {
                    let offering = offerings.get(offering);
                    group.offering_end = offering.and_then(|offering| offering.ends_on);
                }
            }
            Act::Withdraw { .. } => group.withdrawn = fact.known_day(),
            Act::Outcome { .. } => group.has_outcome = true,
            Act::Progress { .. } | Act::Credit { .. } => {}
        }
    }
    groups
}

/// By enrollment: the last day of the same learner's previous offering of the same course.
fn previous_ends(facts: &[Fact], offerings: &HashMap<NameId, Offering>) -> HashMap<NameId, Day> {
    /// Start, end and enrollment.
    type Run = (Day, Option<Day>, NameId);
    let mut runs: BTreeMap<(Option<NameId>, NameId), Vec<Run>> = BTreeMap::new();
    for fact in facts {
        let Some(learning) = fact.learning() else { continue };
        if let Act::Enroll(Target::Offering(offering)) = &learning.act
            && let Some(Offering { course, starts_on: Some(start), ends_on }) =
                offerings.get(offering)
            && let Some(enrollment) = learning.enrollment
        {
            let of_course = runs.entry((fact.learner, *course)).or_default();
            of_course.push((*start, *ends_on, enrollment));
        }
    }
    let mut ends = HashMap::new();
    for of_course in runs.values_mut() {
        of_course.sort();
        for pair in of_course.windows(2) {
            if let [(_, Some(end), _), (_, _, enrollment)] = pair {
                ends.insert(*enrollment, *end);
            }
        }
    }
    ends
}
