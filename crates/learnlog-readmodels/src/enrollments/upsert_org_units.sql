insert into org_units (log, learner_id, from_day, org_unit_id)
select $1, *
from unnest($2::uuid[], $3::date[], $4::uuid[])
on conflict (log, learner_id, from_day) do update set org_unit_id = excluded.org_unit_id
