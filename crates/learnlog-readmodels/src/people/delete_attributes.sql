delete from attributes
using unnest($2::uuid[], $3::int2[]) as changed (learner_id, field)
where attributes.log = $1
    and attributes.learner_id = changed.learner_id
    and attributes.field = changed.field
