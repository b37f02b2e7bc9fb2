select learner_id, name, since
from protected_attributes
where log = $1 and learner_id = any ($2)
