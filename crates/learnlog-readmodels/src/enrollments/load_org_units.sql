select learner_id, from_day, provisional, org_unit_id
from org_units
where log = $1 and learner_id = any ($2)
