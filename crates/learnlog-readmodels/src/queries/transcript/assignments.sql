select assignments.assignment_id, assignments.target_kind, assignments.target_id, target.title,
    assignments.source, assignments.assigned_on, assignments.due_on, assignments.satisfied_on
from assignments
left join definitions as target on target.id = assignments.target_id
where assignments.log = $1 and assignments.learner_id = $2
order by assignments.due_on, assignments.assignment_id
