-- Second part instead of a page: how many items the whole list has, and how many obligations it
-- leaves out because the person was not employed on the day.
judged as (
    select exists (
            select
            from employments
            where employments.log = owed.log
                and employments.learner_id = owed.learner_id
                and employments.from_day <= $1
                and (employments.to_day is null or employments.to_day >= $1)
        ) as is_employed,
        exists (
            select
            from employments
            where employments.log = owed.log
                and employments.learner_id = owed.learner_id
                and employments.to_day < $1
        ) as was_employed
    from owed
    where ($3::uuid[] is null or owed.target_id = any ($3))
        and (
            $2::uuid[] is null
            or exists (
                select
                from attributes as org_unit
                where org_unit.log = owed.log
                    and org_unit.learner_id = owed.learner_id
                    and org_unit.field = 3
                    and org_unit.from_day <= $1
                    and (org_unit.to_day is null or org_unit.to_day >= $1)
                    and org_unit.id_value = any ($2)
            )
        )
        and not exists (
            select
            from spans as earlier
            where earlier.log = owed.log
                and earlier.learner_id = owed.learner_id
                and earlier.target_id = owed.target_id
                and earlier.owed_from <= $1
                and (earlier.met_on is null or earlier.met_on > $1)
                and (earlier.due_on, earlier.cause_id, earlier.cycle)
                < (owed.due_on, owed.cause_id, owed.cycle)
        )
)

select count(*) filter (where is_employed),
    count(*) filter (where not is_employed and was_employed),
    count(*) filter (where not is_employed and not was_employed)
from judged
