select learner_id, enrollment_id, course_id, offering_id, course_version, enrolled_on, org_unit_id,
    withdrawn, withdrawn_on, active, first_active_on, last_active_on, outcome_counts, completion,
    success, grade, score_basis_points, outcome_on, conflict, sequence
from enrollments
where log = $1 and learner_id = any ($2)
