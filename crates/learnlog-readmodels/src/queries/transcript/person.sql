select name.key_id, name.nonce, name.ciphertext, name.fingerprint, name.command_id,
    org_unit.id_value, org_unit_definition.code, org_unit_definition.title,
    job.id_value, job_definition.code, job_definition.title
from people
left join protected_attributes as name
    on name.log = people.log
    and name.learner_id = people.learner_id
    and name.name = 'display_name'
left join attributes as org_unit
    on org_unit.log = people.log
    and org_unit.learner_id = people.learner_id
    and org_unit.field = 3
    and org_unit.from_day <= $3
    and (org_unit.to_day is null or org_unit.to_day >= $3)
left join definitions as org_unit_definition on org_unit_definition.id = org_unit.id_value
left join attributes as job
    on job.log = people.log
    and job.learner_id = people.learner_id
    and job.field = 4
    and job.from_day <= $3
    and (job.to_day is null or job.to_day >= $3)
left join definitions as job_definition on job_definition.id = job.id_value
where people.log = $1 and people.learner_id = $2
