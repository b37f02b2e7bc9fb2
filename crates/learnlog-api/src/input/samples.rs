//! One well-formed command of each kind with every field filled in, for tests. Invariant: ids are fixed, so that
//! encodings can be compared byte by byte.

use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::google::r#type::Date;
use learnlog_proto::{api, events, ledger};

/// An id that ends in `last`.
pub fn id(last: u8) -> String {
    format!("0190b5a4-7c3d-7e1f-8a52-3f6d1c2b4a{last:02x}")
}

/// A day.
pub fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// A command with a full envelope, about a learner.
pub fn about_learner(asked: Asked) -> api::Command {
    let instant = Some(prost_types::Timestamp { seconds: 1_774_744_200, nanos: 123_456_789 });
    let lived = api::InstantInput { instant, zone: "Europe/Zurich".to_owned() };
    api::Command {
        command_id: id(1),
        occurred: Some(api::OccurredInput { when: Some(When::Instant(lived)) }),
        source_system: "workday".to_owned(),
        reason: Some(api::ReasonInput {
            code: "LEFT_COMPANY".to_owned(),
            text: "moved to Berne".to_owned(),
        }),
        correlation_id: id(2),
        causation_id: id(3),
        basis: Some(ledger::LedgerPosition {
            logs: vec![
                ledger::LogPosition { log: 0, sequence: 12 },
                ledger::LogPosition { log: 3, sequence: 4_000_000_000 },
            ],
        }),
        retry_of: id(4),
        command: Some(asked),
    }
}

/// A command about a definition.
pub fn about_definition(asked: Asked) -> api::Command {
    api::Command { command_id: id(1), command: Some(asked), ..api::Command::default() }
}

/// One of each, by name.
pub fn all() -> Vec<(&'static str, api::Command)> {
    let learner: [(&str, Asked); 9] = [
        ("add_person", Asked::AddPerson(add_person())),
        ("change_person", Asked::ChangePerson(change_person())),
        ("assign", Asked::Assign(assign())),
        ("enroll", Asked::Enroll(enroll())),
        ("withdraw", Asked::Withdraw(withdraw())),
        ("record_launch", Asked::RecordLaunch(launch())),
        ("record_progress", Asked::RecordProgress(progress())),
        ("record_outcome", Asked::RecordOutcome(outcome())),
        ("credit_prior_learning", Asked::CreditPriorLearning(credit())),
    ];
    let definition: [(&str, Asked); 6] = [
        ("define_org_unit", Asked::DefineOrgUnit(org_unit())),
        ("define_job", Asked::DefineJob(job())),
        ("define_course", Asked::DefineCourse(course())),
        ("define_offering", Asked::DefineOffering(offering())),
        ("define_certification", Asked::DefineCertification(certification())),
        ("abandon", Asked::Abandon(abandon())),
    ];
    let learner = learner.into_iter().map(|(name, asked)| (name, about_learner(asked)));
    let definition = definition.into_iter().map(|(name, asked)| (name, about_definition(asked)));
    learner.chain(definition).collect()
}

/// The one of that name.
pub fn named(name: &str) -> api::Command {
    let found = all().into_iter().find(|(other, _)| *other == name);
    found.unwrap_or_else(|| panic!("no sample {name}")).1
}

fn person() -> api::PersonInput {
    let external = |source: &str, value: &str| api::ExternalIdInput {
        source: source.to_owned(),
        value: value.to_owned(),
    };
    let attribute = |name: &str, value: &str| api::AttributeInput {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    api::PersonInput {
        display_name: "Anna Müller".to_owned(),
        email: "anna@example.org".to_owned(),
        org_unit_id: id(0x11),
        job_id: id(0x12),
        manager_id: id(0x13),
        worker_type: "EMPLOYEE".to_owned(),
        hire_date: date(2020, 2, 29),
        employment_end: date(2027, 12, 31),
        locale: "de-CH".to_owned(),
        time_zone: "Europe/Zurich".to_owned(),
        external_ids: vec![external("workday", "E-17"), external("ad", "amueller")],
        other: vec![attribute("gender", "f"), attribute("age_band", "35-55")],
    }
}

fn add_person() -> api::AddPerson {
    api::AddPerson { learner_id: id(0x10), person: Some(person()) }
}

fn change_person() -> api::ChangePerson {
    let set = api::PersonInput { email: "anna@example.com".to_owned(), ..Default::default() };
    let clear = vec![events::PersonField::Manager as i32, events::PersonField::DisplayName as i32];
    api::ChangePerson { learner_id: id(0x10), set: Some(set), clear }
}

fn assign() -> api::Assign {
    api::Assign {
        learner_id: id(0x10),
        assignment_id: id(0x20),
        target: Some(api::assign::Target::CertificationId(id(0x21))),
        source: events::AssignmentSource::Audience as i32,
        source_id: id(0x22),
        due_on: date(2026, 12, 31),
    }
}

fn enroll() -> api::Enroll {
    let target = Some(api::enroll::Target::OfferingId(id(0x31)));
    api::Enroll { learner_id: id(0x10), enrollment_id: id(0x30), target }
}

fn withdraw() -> api::Withdraw {
    api::Withdraw { learner_id: id(0x10), enrollment_id: id(0x30) }
}

fn launch() -> api::RecordLaunch {
    api::RecordLaunch {
        learner_id: id(0x10),
        enrollment_id: id(0x30),
        course_id: id(0x32),
        component_id: id(0x33),
    }
}

fn progress() -> api::RecordProgress {
    api::RecordProgress {
        learner_id: id(0x10),
        enrollment_id: id(0x30),
        course_id: id(0x32),
        component_id: id(0x33),
        progress_basis_points: Some(0),
    }
}

fn outcome() -> api::RecordOutcome {
    api::RecordOutcome {
        learner_id: id(0x10),
        enrollment_id: id(0x30),
        course_id: id(0x32),
        attempt_id: id(0x34),
        completion: events::Completion::Complete as i32,
        success: events::Success::Passed as i32,
        grade: "DISTINCTION".to_owned(),
        score_basis_points: Some(10_000),
    }
}

fn credit() -> api::CreditPriorLearning {
    api::CreditPriorLearning {
        learner_id: id(0x10),
        credit_id: id(0x40),
        enrollment_id: id(0x30),
        course_id: id(0x32),
        component_id: id(0x33),
        assessor: "assessor-9".to_owned(),
        evidence: "certificate 4711 of the old employer".to_owned(),
    }
}

fn org_unit() -> api::DefineOrgUnit {
    api::DefineOrgUnit {
        org_unit_id: id(0x11),
        code: "ops".to_owned(),
        title: "Operations".to_owned(),
        parent_id: id(0x14),
    }
}

fn job() -> api::DefineJob {
    api::DefineJob { job_id: id(0x12), code: "nurse".to_owned(), title: "Nurse".to_owned() }
}

fn course() -> api::DefineCourse {
    let component = api::ComponentInput {
        component_id: id(0x33),
        code: "quiz".to_owned(),
        title: "Quiz".to_owned(),
        kind: events::ComponentKind::Assessment as i32,
    };
    api::DefineCourse {
        course_id: id(0x32),
        code: "fire-1".to_owned(),
        title: "Fire safety".to_owned(),
        completion_rule: events::CompletionRule::Passed as i32,
        components: vec![component],
    }
}

fn offering() -> api::DefineOffering {
    api::DefineOffering {
        offering_id: id(0x31),
        course_id: id(0x32),
        code: "fire-1-2026".to_owned(),
        title: "Fire safety, spring".to_owned(),
        starts_on: date(2026, 3, 1),
        ends_on: date(2026, 5, 31),
    }
}

fn certification() -> api::DefineCertification {
    api::DefineCertification {
        certification_id: id(0x21),
        code: "fire".to_owned(),
        title: "Fire warden".to_owned(),
        basis: events::CertificationBasis::FromCompletion as i32,
        validity: Some(events::Period { years: 2, months: 0, days: 0 }),
        window: Some(events::Period { years: 0, months: 3, days: 0 }),
        minimum_validity: Some(events::Period { years: 1, months: 0, days: 0 }),
        look_back: Some(events::Period { years: 0, months: 6, days: 0 }),
        early_renewal: true,
        cycles: vec![
            api::CycleRequirementsInput { course_ids: vec![id(0x32), id(0x35)] },
            api::CycleRequirementsInput { course_ids: vec![id(0x35)] },
        ],
    }
}

fn abandon() -> api::Abandon {
    let stream_kind = ledger::StreamKind::Learner as i32;
    api::Abandon { stream_kind, stream_id: id(0x10) }
}
