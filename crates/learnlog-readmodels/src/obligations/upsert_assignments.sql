insert into assignments (
    log, learner_id, target_id, assignment_id, target_kind, source, source_id, assigned_on,
    owed_from, due_on, satisfied_on, sequence
)
select $1, *
from unnest(
    $2::uuid[], $3::uuid[], $4::uuid[], $5::int2[], $6::int2[], $7::uuid[], $8::date[], $9::date[],
    $10::date[], $11::date[], $12::int8[]
)
on conflict (log, learner_id, target_id, assignment_id) do update set
    satisfied_on = excluded.satisfied_on
