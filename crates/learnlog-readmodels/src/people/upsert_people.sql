insert into people (log, learner_id, sequence)
select $1, *
from unnest($2::uuid[], $3::int8[])
on conflict (log, learner_id) do update set sequence = excluded.sequence
