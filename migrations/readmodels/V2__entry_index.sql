create schema entry_index_v1;

-- Every entry of every log, as it lies on Kafka. Append-only.
create table entry_index_v1.entries (
    log int4 not null,
    sequence int8 not null,
    -- Null in the first entry of a log, which belongs to no stream.
    stream_kind int2,
    stream_id uuid,
    stream_sequence int8 not null,
    hash bytea not null,
    -- Where it lies in its partition: strays lie between entries.
    log_offset int8 not null,
    recorded_at timestamptz not null,
    value bytea not null,
    primary key (log, sequence)
);

create index entries_of_stream
    on entry_index_v1.entries (log, stream_kind, stream_id, stream_sequence);
