-- All rows of these fields: those that are told, and no others.
with told as (
    select *
    from unnest(
        $4::uuid[], $5::int2[], $6::date[], $7::date[], $8::bool[], $9::uuid[], $10::date[],
        $11::text[]
    ) as told (
        learner_id, field, from_day, to_day, provisional, id_value, day_value, text_value
    )
),

gone as (
    delete from attributes
    using unnest($2::uuid[], $3::int2[]) as changed (learner_id, field)
    where attributes.log = $1
        and attributes.learner_id = changed.learner_id
        and attributes.field = changed.field
        and (attributes.learner_id, attributes.field, attributes.from_day)
        not in (select learner_id, field, from_day from told)
)

insert into attributes (
    log, learner_id, field, from_day, to_day, provisional, id_value, day_value, text_value
)
select $1, *
from told
on conflict (log, learner_id, field, from_day) do update set
    to_day = excluded.to_day,
    provisional = excluded.provisional,
    id_value = excluded.id_value,
    day_value = excluded.day_value,
    text_value = excluded.text_value
