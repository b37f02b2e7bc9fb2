-- At least one row, for the checkpoint: with nulls where the streams have no entries.
with checkpoint as (
    select checkpoints.sequence, checkpoints.log_offset, checkpoints.hash
    from (values (1)) as one (row)
    left join checkpoints on projection = $1 and version = $2 and log = $3
),

found as (
    select entries.sequence, entries.stream_kind, entries.stream_id, entries.value
    from unnest($4::int2[], $5::uuid[]) as wanted (kind, id)
    join entries
        on entries.log = $3
        and entries.stream_kind = wanted.kind
        and entries.stream_id = wanted.id
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
