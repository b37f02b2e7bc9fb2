-- Counted from the enrollments: counts per day would be as many rows as there are enrollments.
with sums as (
    select case $1::int4 when 1 then course_id when 2 then offering_id else org_unit_id end as id,
        count(*) filter (where status = 1) as passed_with_distinction,
        count(*) filter (where status = 2) as passed,
        count(*) filter (where status = 3) as completed,
        count(*) filter (where status = 4) as failed,
        count(*) filter (where status = 5) as withdrawn,
        count(*) filter (where status = 6) as in_progress,
        count(*) filter (where status = 7) as enrolled
    from enrollments
    where enrolled_on >= coalesce($4::date, '0001-01-01')
        and enrolled_on <= coalesce($5::date, '9999-12-31')
        and ($2::uuid is null or course_id = $2)
        and ($3::uuid[] is null or org_unit_id = any ($3))
    group by 1
)

select sums.id, definitions.code, definitions.title, sums.passed_with_distinction, sums.passed,
    sums.completed, sums.failed, sums.withdrawn, sums.in_progress, sums.enrolled
from sums
left join definitions on definitions.id = sums.id
order by sums.id is null, definitions.code, sums.id
