select cycles.certification_id, certification.code, certification.title, cycles.number,
    cycles.valid_from, cycles.valid_through, cycles.next_opens_on
from certification_cycles as cycles
left join definitions as certification on certification.id = cycles.certification_id
where cycles.log = $1 and cycles.learner_id = $2
order by certification.code, cycles.certification_id, cycles.number
