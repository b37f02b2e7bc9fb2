select cycles.certification_id, certification.code, certification.title, cycles.number,
    cycles.valid_from, cycles.valid_through, cycles.next_opens_on, renewal.due_on, renewal.met_on
from certification_cycles as cycles
left join definitions as certification on certification.id = cycles.certification_id
-- The obligation to renew the cycle: what the overdue list has of it.
left join spans as renewal
    on renewal.log = cycles.log
    and renewal.learner_id = cycles.learner_id
    and renewal.target_id = cycles.certification_id
    and renewal.cause_id = cycles.certification_id
    and renewal.cycle = cycles.number
where cycles.log = $1 and cycles.learner_id = $2
order by certification.code, cycles.certification_id, cycles.number
