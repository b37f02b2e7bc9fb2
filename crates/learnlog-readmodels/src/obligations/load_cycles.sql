select learner_id, certification_id, number, definition_version, opens_on, due_on, valid_from,
    valid_through, grace_through, baseline_through, base, k, next_opens_on, sequence
from unnest($2::uuid[], $3::uuid[]) as wanted (learner_id, certification_id)
join certification_cycles using (learner_id, certification_id)
where log = $1
