create schema transcript_v1;

-- Every event and every rejection in a learner's stream. Append-only.
create table transcript_v1.facts (
    log int4 not null,
    learner_id uuid not null,
    sequence int8 not null,
    -- Of the event within its entry; 0 for a rejection.
    index int4 not null,
    recorded_at timestamptz not null,
    -- Null: the day is not known.
    effective_on date,
    -- Empty for a rejection.
    event_type text not null,
    course_id uuid,
    -- Null: it counts. Else the number of the reason in the wire format.
    not_counted int2,
    -- The reason code of a rejection.
    rejection text,
    primary key (log, learner_id, sequence, index)
);
