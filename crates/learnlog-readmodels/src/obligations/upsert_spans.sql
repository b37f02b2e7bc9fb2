insert into spans (
    log, learner_id, target_id, cause_id, cycle, target_kind, owed_from, due_on, met_on
)
select $1, *
from unnest(
    $2::uuid[], $3::uuid[], $4::uuid[], $5::int4[], $6::int2[], $7::date[], $8::date[], $9::date[]
)
on conflict (log, learner_id, target_id, cause_id, cycle) do update set
    owed_from = excluded.owed_from,
    met_on = excluded.met_on
