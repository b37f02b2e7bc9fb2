create schema people_v1;

-- What was last recorded of a person, as far as it is neither protected nor dated.
create table people_v1.people (
    log int4 not null,
    learner_id uuid not null,
    worker_type text,
    hire_date date,
    employment_end date,
    locale text,
    time_zone text,
    -- Of the latest entry that changed the person.
    sequence int8 not null,
    primary key (log, learner_id)
);

-- Sealed values by the name they were sealed under ("display_name"). The associated data is ledger id, learner's stream,
-- command_id and name.
create table people_v1.protected_attributes (
    log int4 not null,
    learner_id uuid not null,
    name text not null,
    key_id uuid not null,
    nonce bytea not null,
    ciphertext bytea not null,
    fingerprint bytea not null,
    command_id uuid not null,
    primary key (log, learner_id, name)
);

-- Org unit, job and manager by day: a row holds from its day to to_day, both inclusive; open where to_day is null.
create table people_v1.affiliations (
    log int4 not null,
    learner_id uuid not null,
    -- 1 org unit, 2 job, 3 manager.
    kind int2 not null,
    -- 0001-01-01: for as long as anything is known.
    from_day date not null,
    to_day date,
    -- Null: none.
    value uuid,
    primary key (log, learner_id, kind, from_day)
);

create index members_of_org_unit on people_v1.affiliations (value, log, learner_id) where kind = 1;

-- Days of employment, both inclusive; open where to_day is null.
create table people_v1.employments (
    log int4 not null,
    learner_id uuid not null,
    -- 0001-01-01: no hire date is known.
    from_day date not null,
    to_day date,
    primary key (log, learner_id, from_day)
);
