create schema obligations_v1;

-- What each source asked of a learner.
create table obligations_v1.assignments (
    log int4 not null,
    learner_id uuid not null,
    target_id uuid not null,
    assignment_id uuid not null,
    -- 1 course, 2 certification.
    target_kind int2 not null,
    -- 1 person, 2 org unit, 3 job, 4 manager tree, 5 audience.
    source int2 not null,
    source_id uuid,
    -- Null: the day is not known.
    assigned_on date,
    -- From when it certainly was owed: assigned_on, else the last possible day, else the day it was
    -- recorded.
    owed_from date not null,
    due_on date,
    satisfied_on date,
    -- Of the entry that assigned it.
    sequence int8 not null,
    primary key (log, learner_id, target_id, assignment_id)
);

-- The first day on which a learner had completed a course, by what counts.
create table obligations_v1.completed_courses (
    log int4 not null,
    learner_id uuid not null,
    course_id uuid not null,
    completed_on date not null,
    primary key (log, learner_id, course_id)
);

-- The history of each certificate: one row per satisfied cycle.
create table obligations_v1.certification_cycles (
    log int4 not null,
    learner_id uuid not null,
    certification_id uuid not null,
    number int4 not null,
    definition_version int4 not null,
    opens_on date,
    due_on date,
    valid_from date not null,
    valid_through date not null,
    grace_through date,
    baseline_through date not null,
    base date not null,
    k int4 not null,
    next_opens_on date not null,
    -- Of the entry that satisfied the cycle.
    sequence int8 not null,
    primary key (log, learner_id, certification_id, number)
);

-- Spans of owing: from owed_from on a learner owed the target, due on due_on, until met_on. One per
-- assignment with a due day, and one per certification cycle that an assigned learner must renew,
-- due at its end. Overdue on a day: due before it and not met on it.
create table obligations_v1.spans (
    log int4 not null,
    learner_id uuid not null,
    target_id uuid not null,
    -- The assignment, or the certification.
    cause_id uuid not null,
    -- The cycle to be renewed; 0 for an assignment.
    cycle int4 not null,
    target_kind int2 not null,
    owed_from date not null,
    due_on date not null,
    met_on date,
    primary key (log, learner_id, target_id, cause_id, cycle)
);

create index spans_open on obligations_v1.spans (due_on, learner_id, target_id)
    where met_on is null;

create index spans_met_late on obligations_v1.spans (met_on, due_on) where met_on > due_on;
