insert into status_counts as standing (
    log, course_id, offering_id, org_unit_id, passed_with_distinction, passed, completed, failed,
    withdrawn, in_progress, enrolled
)
select $1, *
from unnest(
    $2::uuid[], $3::uuid[], $4::uuid[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[],
    $10::int8[], $11::int8[]
)
on conflict (log, course_id, offering_id, org_unit_id) do update set
    passed_with_distinction = standing.passed_with_distinction + excluded.passed_with_distinction,
    passed = standing.passed + excluded.passed,
    completed = standing.completed + excluded.completed,
    failed = standing.failed + excluded.failed,
    withdrawn = standing.withdrawn + excluded.withdrawn,
    in_progress = standing.in_progress + excluded.in_progress,
    enrolled = standing.enrolled + excluded.enrolled
