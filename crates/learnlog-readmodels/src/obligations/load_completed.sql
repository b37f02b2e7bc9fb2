select learner_id, course_id, completed_on
from unnest($2::uuid[], $3::uuid[]) as wanted (learner_id, course_id)
join completed_courses using (learner_id, course_id)
where log = $1
