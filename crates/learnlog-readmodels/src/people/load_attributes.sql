-- At least one row per person, so that those without attributes are found too.
select people.learner_id, attributes.field, attributes.from_day, attributes.provisional,
    attributes.id_value, attributes.day_value, attributes.text_value
from people
left join attributes using (log, learner_id)
where people.log = $1 and people.learner_id = any ($2)
