select facts.sequence, facts.index, facts.recorded_at, facts.effective_on, facts.event_type,
    course.title, facts.not_counted, facts.rejection
from facts
left join definitions as course on course.id = facts.course_id
where facts.log = $1 and facts.learner_id = $2
order by facts.sequence desc, facts.index desc
limit $3
