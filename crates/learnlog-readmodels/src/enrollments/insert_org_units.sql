insert into org_units (log, learner_id, from_day, provisional, org_unit_id)
select $1, *
from unnest($2::uuid[], $3::date[], $4::bool[], $5::uuid[])
