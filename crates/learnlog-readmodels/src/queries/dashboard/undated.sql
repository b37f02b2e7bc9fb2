select count(*)
from enrollments
where enrolled_on is null
    and ($1::uuid is null or course_id = $1)
    and ($2::uuid[] is null or org_unit_id = any ($2))
