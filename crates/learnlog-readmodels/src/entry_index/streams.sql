-- At least one row, for the checkpoint: with nulls where the streams have no entries.
with checkpoint as (
    select checkpoints.sequence, checkpoints.log_offset, checkpoints.hash
    from (values (1)) as one (row)
    left join checkpoints on projection = $1 and version = $2 and log = $3
),

found as (
    select entry.sequence, wanted.kind as stream_kind, wanted.id as stream_id, entry.value
    from unnest($4::int2[], $5::uuid[]) as wanted (kind, id)
    -- Stream by stream, whatever the plan was made for: "offset 0" keeps it from becoming a join, which over a table that was small then
    -- reads all of the log.
    cross join lateral (
        select entries.sequence, entries.value
        from entries
        where entries.log = $3
            and entries.stream_kind = wanted.kind
            and entries.stream_id = wanted.id
        offset 0
    ) as entry
)

select
    checkpoint.sequence,
    checkpoint.log_offset,
    checkpoint.hash,
    found.sequence,
    found.stream_kind,
    found.stream_id,
    found.value
from checkpoint
left join found on true
order by found.sequence
