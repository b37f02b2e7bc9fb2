insert into employments (log, learner_id, from_day, to_day)
select $1, *
from unnest($2::uuid[], $3::date[], $4::date[])
