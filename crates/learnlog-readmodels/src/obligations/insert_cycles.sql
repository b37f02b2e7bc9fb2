insert into certification_cycles (
    log, learner_id, certification_id, number, definition_version, opens_on, due_on, valid_from,
    valid_through, grace_through, baseline_through, base, k, next_opens_on, sequence
)
select $1, *
from unnest(
    $2::uuid[], $3::uuid[], $4::int4[], $5::int4[], $6::date[], $7::date[], $8::date[], $9::date[],
    $10::date[], $11::date[], $12::date[], $13::int4[], $14::date[], $15::int8[]
)
