insert into completed_courses (log, learner_id, course_id, completed_on)
select $1, *
from unnest($2::uuid[], $3::uuid[], $4::date[])
on conflict (log, learner_id, course_id) do update set completed_on = excluded.completed_on
