insert into definitions (
    id, kind, definition_version, code, title, parent_id, starts_on, ends_on, sequence
)
select *
from unnest(
    $1::uuid[], $2::int2[], $3::int4[], $4::text[], $5::text[], $6::uuid[], $7::date[], $8::date[],
    $9::int8[]
)
on conflict (id) do update set
    kind = excluded.kind,
    definition_version = excluded.definition_version,
    code = excluded.code,
    title = excluded.title,
    parent_id = excluded.parent_id,
    starts_on = excluded.starts_on,
    ends_on = excluded.ends_on,
    sequence = excluded.sequence
