//! The rows say what the domain's own fold of the same entries says, and what reading through all
//! that was told says; no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_domain::person::state::{Dated, PersonState};
use learnlog_domain::protected::Fingerprint;
use learnlog_domain::state::LearnerState;
use learnlog_domain::time::Day;
use learnlog_readmodels::queries::overdue::OverdueRequest;
use uuid::Uuid;

use crate::ask::{day, sealed};
use crate::company;
use crate::scene::Scene;
use crate::story::{FIELDS, Story, on, shown, stories};

type Lines = BTreeMap<Uuid, Vec<String>>;

/// Rows of one column beside the learner, as text, by learner; sorted.
async fn rows(scene: &Scene, statement: &str) -> Lines {
    let client = scene.models.pool.get().await.unwrap();
    let mut found = Lines::new();
    for row in client.query(statement, &[]).await.unwrap() {
        found.entry(row.get(0)).or_default().push(row.get(1));
    }
    found.values_mut().for_each(|lines| lines.sort());
    found
}

/// What `told` makes of each learner; learners of whom it says nothing are left out.
fn expected<T>(all: impl Iterator<Item = (Uuid, T)>, told: impl Fn(T) -> Vec<String>) -> Lines {
    let mut lines: Lines = all.map(|(id, one)| (id, told(one))).collect();
    lines.values_mut().for_each(|lines| lines.sort());
    lines.retain(|_, lines| !lines.is_empty());
    lines
}

fn folded(scene: &Scene, told: impl Fn(&LearnerState) -> Vec<String>) -> Lines {
    expected(scene.journal.learners().map(|(id, state)| (id.uuid(), state)), told)
}

fn read_through(stories: &[Story], told: impl Fn(&Story) -> Vec<String>) -> Lines {
    expected(stories.iter().map(|story| (story.learner.uuid(), story)), told)
}

/// That many lines at least, so that a comparison of nothing with nothing is none.
#[track_caller]
fn check(found: &Lines, expected: &Lines, at_least: usize) {
    let lines = expected.values().map(Vec::len).sum::<usize>();
    assert!(lines >= at_least, "{lines}");
    assert_eq!(found, expected);
}

async fn scene() -> Scene {
    let mut scene = Scene::new().await;
    company::write(&mut scene.journal, 60, 4_000, 41);
    scene.queries().await;
    scene
}

fn plain(person: &PersonState) -> Vec<String> {
    let values = [
        (3, person.org_unit_id.value().map(ToString::to_string)),
        (4, person.job_id.value().map(ToString::to_string)),
        (5, person.manager_id.value().map(ToString::to_string)),
        (6, person.worker_type.value().map(ToString::to_string)),
        (7, person.hire_date.value().map(ToString::to_string)),
        (8, person.employment_end.value().map(ToString::to_string)),
        (9, person.locale.value().map(ToString::to_string)),
        (10, person.time_zone.value().map(ToString::to_string)),
    ];
    values.into_iter().filter_map(|(field, value)| Some(format!("{field} {}", value?))).collect()
}

fn protected(name: &str, value: &Dated<Fingerprint>) -> Option<String> {
    let told = value.value()?;
    let mut all = (0..50).map(|number| sealed(&format!("Person {number}")));
    let value = all.find(|value| value.fingerprint() == *told).unwrap();
    let hex: String = value.fingerprint.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("{name} {hex}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_stand_where_the_domain_says() {
    let scene = scene().await;
    let statement = "
        select learner_id, field || ' ' || coalesce(id_value::text, day_value::text, text_value)
        from attributes
        where to_day is null and coalesce(id_value::text, day_value::text, text_value) is not null
        union all
        select learner_id, name || ' ' || encode(fingerprint, 'hex')
        from protected_attributes where fingerprint is not null";
    let expected = folded(&scene, |learner| {
        let Some(person) = &learner.person else { return vec![] };
        let mut lines = plain(person);
        lines.extend(protected("display_name", &person.display_name));
        let others = person.other.from(|_| false).iter();
        lines.extend(
            others.filter_map(|(name, value)| protected(&format!("attribute:{name}"), value)),
        );
        lines
    });
    check(&rows(&scene, statement).await, &expected, 300);
    let people = rows(&scene, "select learner_id, 'added' from people").await;
    check(&people, &folded(&scene, |_| vec!["added".into()]), 60);
}

/// Where all days of a field are known, its rows are those changes and no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attributes_hold_on_the_days_that_were_told() {
    let scene = scene().await;
    let stories = stories(&scene.journal);
    for (number, field) in FIELDS {
        let statement = format!(
            "select learner_id, concat_ws(' ', from_day, coalesce(to_day::text, '?'),
                coalesce(id_value::text, day_value::text, text_value, '-'), provisional)
            from attributes where field = {number}"
        );
        let mut found = rows(&scene, &statement).await;
        let undated = |story: &&Story| story.changes(field).is_none();
        for story in stories.iter().filter(undated) {
            found.remove(&story.learner.uuid());
        }
        let expected = read_through(&stories, |story| {
            let Some(changes) = story.changes(field) else { return vec![] };
            let ends = changes.keys().skip(1).map(|next| next.date().yesterday().unwrap());
            let ends: Vec<_> = ends.map(Some).chain([None]).collect();
            let lines = changes.iter().zip(ends);
            lines
                .map(|((from, value), to)| {
                    let value = value.as_deref().unwrap_or("-");
                    format!("{from} {} {value} f", shown(to))
                })
                .collect()
        });
        check(&found, &expected, 40);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn employments_follow_from_all_that_was_told() {
    let scene = scene().await;
    let stories = stories(&scene.journal);
    let statement = "select learner_id, concat_ws(' ', from_day, coalesce(to_day::text, '?'))
        from employments";
    let mut found = rows(&scene, statement).await;
    for story in stories.iter().filter(|story| story.employments().is_none()) {
        found.remove(&story.learner.uuid());
    }
    let expected = read_through(&stories, |story| {
        let rows = story.employments().unwrap_or_default();
        rows.iter().map(|(from, to)| format!("{from} {}", shown(*to))).collect()
    });
    check(&found, &expected, 40);
    let more_than_one = expected.values().filter(|rows| rows.len() > 1).count();
    assert!(more_than_one > 5, "{more_than_one}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enrollments_stand_where_all_that_was_told_puts_them() {
    let scene = scene().await;
    let stories = stories(&scene.journal);
    let statement = "
        select learner_id, concat_ws(' ', enrollment_id, course_id,
            coalesce(offering_id::text, '?'), coalesce(enrolled_on::text, '?'), status, '|',
            case when withdrawn then coalesce(withdrawn_on::text, '?') else '-' end, '|',
            active::text, coalesce(first_active_on::text, '?'),
            coalesce(last_active_on::text, '?'), '|',
            case when outcome_counts is null then '-' else concat_ws(' ', outcome_counts::text,
                coalesce(grade, '?'), coalesce(outcome_on::text, '?')) end, '|', conflict::text)
        from enrollments";
    let expected = read_through(&stories, |story| {
        story.enrollments().map(|enrolled| story.enrollment(enrolled)).collect()
    });
    check(&rows(&scene, statement).await, &expected, 100);
    let statuses = stories
        .iter()
        .flat_map(|story| story.enrollments().map(|enrolled| story.status(enrolled.enrollment_id)));
    assert_eq!(statuses.collect::<BTreeSet<_>>(), (1..=7).collect(), "every status is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enrollments_are_of_the_org_unit_of_their_day() {
    let scene = scene().await;
    let stories = stories(&scene.journal);
    let statement = "
        select learner_id, concat_ws(' ', enrollment_id, coalesce(org_unit_id::text, '?'))
        from enrollments";
    let mut found = rows(&scene, statement).await;
    let expected = read_through(&stories, |story| {
        let of = |enrolled| Some((enrolled, story.unit_at(enrolled)?));
        let all = story.enrollments().filter_map(of);
        all.map(|(enrolled, unit)| format!("{} {}", enrolled.enrollment_id, shown(unit))).collect()
    });
    found.retain(|learner, _| expected.contains_key(learner));
    check(&found, &expected, 60);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_are_those_of_all_that_was_told() {
    let scene = scene().await;
    let mut expected: BTreeMap<Uuid, [i64; 7]> = BTreeMap::new();
    for story in stories(&scene.journal) {
        for enrolled in story.enrollments() {
            let counts = expected.entry(enrolled.course_id.uuid()).or_default();
            counts[story.status(enrolled.enrollment_id) - 1] += 1;
        }
    }
    let statement = "
        select course_id, concat_ws(' ', sum(passed_with_distinction), sum(passed),
            sum(completed), sum(failed), sum(withdrawn), sum(in_progress), sum(enrolled))
        from status_counts group by course_id";
    let expected = self::expected(expected.into_iter(), |counts| {
        vec![counts.map(|count| count.to_string()).join(" ")]
    });
    check(&rows(&scene, statement).await, &expected, 5);
}

/// Credits aside: to the domain they complete the course, to the row also the enrollment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outcomes_that_count_are_those_of_the_domain() {
    let scene = scene().await;
    let stories = stories(&scene.journal);
    let credited: BTreeSet<Uuid> = stories
        .iter()
        .flat_map(|story| {
            let all = story.enrollments().map(|enrolled| enrolled.enrollment_id);
            all.filter(|id| story.is_credited(*id))
        })
        .map(|id| id.uuid())
        .collect();
    let completed = format!(
        "select learner_id, concat_ws(' ', enrollment_id, coalesce(outcome_on::text, '?'))
        from enrollments where outcome_counts and enrollment_id <> all ('{{{}}}')",
        credited.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    );
    let expected = folded(&scene, |learner| {
        let all = learner.enrollments.by_id.from(|_| false).iter();
        let all = all.filter(|(id, _)| !credited.contains(&id.uuid()));
        let on = |day: Option<Day>| shown(day);
        all.filter_map(|(id, one)| Some(format!("{id} {}", on(one.completed?.known())))).collect()
    });
    check(&rows(&scene, &completed).await, &expected, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_those_of_the_domain() {
    let scene = scene().await;
    let statement = "
        select learner_id, concat_ws(' ', certification_id, max(number), max(valid_through))
        from certification_cycles group by learner_id, certification_id";
    let expected = folded(&scene, |learner| {
        let all = learner.certifications.from(|_| false).iter();
        all.filter_map(|(id, one)| {
            let held = one.held?;
            Some(format!("{id} {} {}", held.number, held.valid_through))
        })
        .collect()
    });
    check(&rows(&scene, statement).await, &expected, 10);
    let statement = "
        select learner_id, concat_ws(' ', certification_id, number, coalesce(opens_on::text, '?'),
            coalesce(due_on::text, '?'), valid_from, valid_through, baseline_through, next_opens_on)
        from certification_cycles";
    let expected = read_through(&stories(&scene.journal), |story| {
        let all = story.satisfied().map(|(id, cycle)| {
            let (opens, due) = (shown(cycle.opens_on), shown(cycle.due_on));
            let valid = format!("{} {}", cycle.valid_from, cycle.valid_through);
            let next = format!("{} {}", cycle.baseline_through, cycle.next_opens_on);
            format!("{id} {} {opens} {due} {valid} {next}", cycle.number)
        });
        all.collect()
    });
    check(&rows(&scene, statement).await, &expected, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn obligations_are_those_that_were_told() {
    let scene = scene().await;
    let stories = stories(&scene.journal);
    let statement = "
        select learner_id, concat_ws(' ', assignment_id, owed_from, coalesce(due_on::text, '?'),
            coalesce(satisfied_on::text, '?'))
        from assignments";
    let expected = read_through(&stories, Story::assignment_lines);
    check(&rows(&scene, statement).await, &expected, 100);
    let statement = "select learner_id, concat_ws(' ', course_id, completed_on)
        from completed_courses";
    let expected = read_through(&stories, |story| {
        story.completed().iter().map(|(course, day)| format!("{course} {day}")).collect()
    });
    check(&rows(&scene, statement).await, &expected, 50);
}

/// Of people of whom every day is known that the list looks at.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overdue_is_what_was_owed_and_not_met_by_who_was_there() {
    let scene = scene().await;
    let stories = stories(&scene.journal);
    let (unit, manager) = (FIELDS[0].1, FIELDS[2].1);
    let dated = |story: &Story| {
        let fields = story.changes(unit).is_some() && story.changes(manager).is_some();
        fields && story.employments().is_some()
    };
    let dated: BTreeSet<Uuid> =
        stories.iter().filter(|story| dated(story)).map(|story| story.learner.uuid()).collect();
    let mut lines = 0;
    let days = ["2024-07-15", "2025-01-01", "2025-05-01", "2025-09-01", "2026-02-01", "2027-01-01"];
    for today in days.map(day) {
        let request = OverdueRequest {
            effective_on: today,
            org_unit: None,
            course: None,
            certification: None,
            page_size: 1_000,
            after: None,
            with_counts: false,
        };
        let page = scene.models.queries.overdue(&request).await.unwrap().value;
        assert_eq!(page.next, None);
        let mut found = Lines::new();
        for item in page.items {
            let learner = item.learner_id.uuid();
            let target = item.key().target_id;
            let unit = shown(item.org_unit.map(|unit| unit.id));
            let manager = shown(item.manager_id);
            let line = format!("{target} {} {unit} {manager}", item.due_on);
            found.entry(learner).or_default().push(line);
        }
        found.values_mut().for_each(|lines| lines.sort());
        found.retain(|learner, _| dated.contains(learner));
        let expected = read_through(&stories, |story| {
            let there =
                |(from, to): &(Day, Option<Day>)| *from <= today && to.is_none_or(|to| today <= to);
            let employments = story.employments().unwrap_or_default();
            let Some((units, managers)) = story.changes(unit).zip(story.changes(manager)) else {
                return vec![];
            };
            if !employments.iter().any(there) {
                return vec![];
            }
            let (unit, manager) = (shown(on(&units, today)), shown(on(&managers, today)));
            let owed = story.overdue(today).into_iter();
            owed.map(|(target, due)| format!("{target} {due} {unit} {manager}")).collect()
        });
        check(&found, &expected, 1);
        lines += expected.values().map(Vec::len).sum::<usize>();
    }
    assert!(lines > 30, "{lines}");
}
