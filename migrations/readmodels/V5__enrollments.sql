create schema enrollments_v1;

-- Where each enrollment stands.
create table enrollments_v1.enrollments (
    log int4 not null,
    learner_id uuid not null,
    enrollment_id uuid not null,
    course_id uuid not null,
    offering_id uuid,
    course_version int4 not null,
    -- Null: the day is not known.
    enrolled_on date,
    -- The learner's on the day of the enrollment.
    org_unit_id uuid,
    -- The first that applies: 1 passed with distinction, 2 passed, 3 completed, 4 failed, 5
    -- withdrawn, 6 in progress, 7 enrolled.
    status int2 not null,
    withdrawn boolean not null,
    -- Null though withdrawn: the day is not known.
    withdrawn_on date,
    -- Launched or progressed, as far as it counts.
    active boolean not null,
    first_active_on date,
    last_active_on date,
    -- Of the outcome that stands: the first that counts, else the latest that does not reach the
    -- course's rule.
    outcome_counts boolean,
    completion int2,
    success int2,
    grade text,
    score_basis_points int4,
    outcome_on date,
    -- An outcome stands beside a withdrawal.
    conflict boolean not null,
    -- Of the latest entry that changed the row.
    sequence int8 not null,
    primary key (log, learner_id, enrollment_id)
);

create index enrollments_by_day on enrollments_v1.enrollments (enrolled_on);

-- The learners' org units by day, each until the next.
create table enrollments_v1.org_units (
    log int4 not null,
    learner_id uuid not null,
    from_day date not null,
    -- The day is not known: a change of a known day can take its place.
    provisional boolean not null,
    org_unit_id uuid,
    primary key (log, learner_id, from_day)
);

-- Enrollments by status. One set of rows per log, so that logs never wait for each other; summed
-- when read. Rows of zeros are deleted.
create table enrollments_v1.status_counts (
    log int4 not null,
    course_id uuid not null,
    offering_id uuid,
    org_unit_id uuid,
    passed_with_distinction int8 not null,
    passed int8 not null,
    completed int8 not null,
    failed int8 not null,
    withdrawn int8 not null,
    in_progress int8 not null,
    enrolled int8 not null,
    unique nulls not distinct (log, course_id, offering_id, org_unit_id)
) with (fillfactor = 70);
