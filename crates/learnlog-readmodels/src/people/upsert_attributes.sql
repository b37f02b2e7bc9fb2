insert into attributes (
    log, learner_id, field, from_day, to_day, id_value, day_value, text_value
)
select $1, *
from unnest($2::uuid[], $3::int2[], $4::date[], $5::date[], $6::uuid[], $7::date[], $8::text[])
on conflict (log, learner_id, field, from_day) do update set
    to_day = excluded.to_day,
    id_value = excluded.id_value,
    day_value = excluded.day_value,
    text_value = excluded.text_value
