//! The rows say what the domain's own fold of the same entries says.

use std::collections::BTreeMap;

use learnlog_domain::state::LearnerState;
use learnlog_domain::time::Day;
use uuid::Uuid;

use crate::ask::sealed;
use crate::company;
use crate::scene::Scene;

/// Rows of two columns beside the learner, as text, by learner.
async fn rows(scene: &Scene, statement: &str) -> BTreeMap<Uuid, Vec<String>> {
    let client = scene.models.pool.get().await.unwrap();
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for row in client.query(statement, &[]).await.unwrap() {
        found.entry(row.get(0)).or_default().push(row.get(1));
    }
    found
}

/// What `told` makes of each learner's state; learners of whom it says nothing are left out.
fn folded(
    scene: &Scene,
    told: impl Fn(&LearnerState) -> Vec<String>,
) -> BTreeMap<Uuid, Vec<String>> {
    let learners = scene.journal.learners().map(|(id, state)| (id.uuid(), told(state)));
    learners.filter(|(_, lines)| !lines.is_empty()).collect()
}

fn shown(day: Option<Day>) -> String {
    day.map_or("?".into(), |day| day.to_string())
}

async fn scene() -> Scene {
    let mut scene = Scene::new().await;
    company::write(&mut scene.journal, 60, 4_000, 41);
    scene.queries().await;
    scene
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_stand_where_the_domain_says() {
    let scene = scene().await;
    let statement = "
        select people.learner_id, concat_ws(' ', unit.id_value, hired.day_value,
            encode(name.fingerprint, 'hex'))
        from people
        left join attributes as unit on (unit.log, unit.learner_id) = (people.log, people.learner_id)
            and unit.field = 3 and unit.to_day is null
        left join attributes as hired on (hired.log, hired.learner_id) = (people.log, people.learner_id)
            and hired.field = 7 and hired.to_day is null
        left join protected_attributes as name on name.name = 'display_name'
            and (name.log, name.learner_id) = (people.log, people.learner_id)";
    let expected = folded(&scene, |learner| {
        let Some(person) = &learner.person else { return vec![] };
        let unit = person.org_unit_id.value().map(|id| id.to_string());
        let hired = person.hire_date.value().map(|day| day.to_string());
        let name = person.display_name.value().map(|told| {
            let mut all = (0..50).map(|number| sealed(&format!("Person {number}")));
            let value = all.find(|value| value.fingerprint() == *told).unwrap();
            value.fingerprint.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        });
        let all = [unit, hired, name].into_iter().flatten();
        vec![all.collect::<Vec<_>>().join(" ")]
    });
    assert_eq!(rows(&scene, statement).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enrollments_stand_where_the_domain_says() {
    let scene = scene().await;
    let statement = "
        select learner_id, concat_ws(' ', enrollment_id, course_id, coalesce(enrolled_on::text, '?'),
            case when withdrawn then coalesce(withdrawn_on::text, '?') else '-' end)
        from enrollments order by learner_id, enrollment_id";
    let expected = folded(&scene, |learner| {
        let all = learner.enrollments.by_id.from(|_| false).iter();
        all.map(|(id, enrollment)| {
            let withdrawn = enrollment.withdrawn.map_or("-".into(), |day| shown(day.known()));
            let enrolled = shown(enrollment.enrolled.known());
            format!("{id} {} {enrolled} {withdrawn}", enrollment.course_id)
        })
        .collect()
    });
    assert_eq!(rows(&scene, statement).await, expected);
}

/// Credits aside: to the domain they complete the course, to the row also the enrollment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outcomes_that_count_are_those_of_the_domain() {
    let scene = scene().await;
    let completed = "
        select learner_id, concat_ws(' ', enrollment_id, coalesce(outcome_on::text, '?'))
        from enrollments where outcome_counts order by learner_id, enrollment_id";
    let found = rows(&scene, completed).await;
    let expected = folded(&scene, |learner| {
        let all = learner.enrollments.by_id.from(|_| false).iter();
        all.filter_map(|(id, one)| Some(format!("{id} {}", shown(one.completed?.known()))))
            .collect()
    });
    assert!(expected.len() > 20, "{}", expected.len());
    for (learner, lines) in expected {
        for line in lines {
            assert!(found.get(&learner).is_some_and(|found| found.contains(&line)), "{line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_those_of_the_domain() {
    let scene = scene().await;
    let statement = "
        select learner_id, concat_ws(' ', certification_id, max(number), max(valid_through))
        from certification_cycles group by learner_id, certification_id order by 1, certification_id";
    let expected = folded(&scene, |learner| {
        let all = learner.certifications.from(|_| false).iter();
        all.filter_map(|(id, one)| {
            let held = one.held?;
            Some(format!("{id} {} {}", held.number, held.valid_through))
        })
        .collect()
    });
    assert!(expected.len() > 10, "{}", expected.len());
    assert_eq!(rows(&scene, statement).await, expected);
}
