delete from employments
where log = $1 and learner_id = any ($2)
