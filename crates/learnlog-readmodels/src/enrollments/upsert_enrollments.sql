insert into enrollments (
    log, learner_id, enrollment_id, course_id, offering_id, course_version, enrolled_on,
    org_unit_id, status, withdrawn, withdrawn_on, active, first_active_on, last_active_on, outcome_counts,
    completion, success, grade, score_basis_points, outcome_on, conflict, sequence
)
select $1, *
from unnest(
    $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int4[], $7::date[], $8::uuid[], $9::int2[],
    $10::bool[], $11::date[], $12::bool[], $13::date[], $14::date[], $15::bool[], $16::int2[],
    $17::int2[], $18::text[], $19::int4[], $20::date[], $21::bool[], $22::int8[]
)
on conflict (log, learner_id, enrollment_id) do update set
    org_unit_id = excluded.org_unit_id,
    status = excluded.status,
    withdrawn = excluded.withdrawn,
    withdrawn_on = excluded.withdrawn_on,
    active = excluded.active,
    first_active_on = excluded.first_active_on,
    last_active_on = excluded.last_active_on,
    outcome_counts = excluded.outcome_counts,
    completion = excluded.completion,
    success = excluded.success,
    grade = excluded.grade,
    score_basis_points = excluded.score_basis_points,
    outcome_on = excluded.outcome_on,
    conflict = excluded.conflict,
    sequence = excluded.sequence
