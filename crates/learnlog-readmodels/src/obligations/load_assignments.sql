select learner_id, target_id, assignment_id, target_kind, source, source_id, assigned_on, owed_from,
    due_on, sequence
from unnest($2::uuid[], $3::uuid[]) as wanted (learner_id, target_id)
join assignments using (learner_id, target_id)
where log = $1
