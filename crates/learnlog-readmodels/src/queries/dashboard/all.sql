-- From the counts, which are kept per log and summed here.
with sums as (
    select case $1::int4 when 1 then course_id when 2 then offering_id else org_unit_id end as id,
        sum(passed_with_distinction)::int8 as passed_with_distinction,
        sum(passed)::int8 as passed,
        sum(completed)::int8 as completed,
        sum(failed)::int8 as failed,
        sum(withdrawn)::int8 as withdrawn,
        sum(in_progress)::int8 as in_progress,
        sum(enrolled)::int8 as enrolled
    from status_counts
    where ($2::uuid is null or course_id = $2)
        and ($3::uuid[] is null or org_unit_id = any ($3))
    group by 1
)

select sums.id, definitions.code, definitions.title, sums.passed_with_distinction, sums.passed,
    sums.completed, sums.failed, sums.withdrawn, sums.in_progress, sums.enrolled
from sums
left join definitions on definitions.id = sums.id
order by sums.id is null, definitions.code, sums.id
