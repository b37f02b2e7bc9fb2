insert into attributes (
    log, learner_id, field, from_day, to_day, provisional, id_value, day_value, text_value
)
select $1, *
from unnest(
    $2::uuid[], $3::int2[], $4::date[], $5::date[], $6::bool[], $7::uuid[], $8::date[], $9::text[]
)
