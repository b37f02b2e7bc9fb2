select enrollments.enrollment_id, enrollments.course_id, course.code, course.title,
    enrollments.offering_id, offering.code, offering.title, enrollments.status,
    enrollments.enrolled_on,
    -- The outcome's day where the status rests on one, else the withdrawal's.
    case when enrollments.status <= 4 then enrollments.outcome_on else enrollments.withdrawn_on end,
    enrollments.completion, enrollments.success, enrollments.grade, enrollments.score_basis_points,
    enrollments.conflict
from enrollments
left join definitions as course on course.id = enrollments.course_id
left join definitions as offering on offering.id = enrollments.offering_id
where enrollments.log = $1 and enrollments.learner_id = $2
order by enrollments.enrolled_on nulls first, enrollments.enrollment_id
