-- All rows of these learners: those that are told, and no others.
with told as (
    select *
    from unnest($3::uuid[], $4::date[], $5::date[]) as told (learner_id, from_day, to_day)
),

gone as (
    delete from employments
    where log = $1
        and learner_id = any ($2)
        and (learner_id, from_day) not in (select learner_id, from_day from told)
)

insert into employments (log, learner_id, from_day, to_day)
select $1, *
from told
on conflict (log, learner_id, from_day) do update set to_day = excluded.to_day
