-- All rows of these learners: those that are told, and no others.
with told as (
    select *
    from unnest($3::uuid[], $4::date[], $5::bool[], $6::uuid[])
        as told (learner_id, from_day, provisional, org_unit_id)
),

gone as (
    delete from org_units
    where log = $1
        and learner_id = any ($2)
        and (learner_id, from_day) not in (select learner_id, from_day from told)
)

insert into org_units (log, learner_id, from_day, provisional, org_unit_id)
select $1, *
from told
on conflict (log, learner_id, from_day) do update set
    provisional = excluded.provisional,
    org_unit_id = excluded.org_unit_id
