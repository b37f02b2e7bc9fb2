delete from org_units
where log = $1 and learner_id = any ($2)
