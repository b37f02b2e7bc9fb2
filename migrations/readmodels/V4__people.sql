create schema people_v1;

-- Everybody who was added.
create table people_v1.people (
    log int4 not null,
    learner_id uuid not null,
    -- Of the latest entry about the person.
    sequence int8 not null,
    primary key (log, learner_id)
);

-- What is not protected, by day: a row holds from its day to to_day, both inclusive; open where
-- to_day is null.
create table people_v1.attributes (
    log int4 not null,
    learner_id uuid not null,
    -- By the wire format's PersonField: 3 org unit, 4 job, 5 manager (ids); 6 worker type (text), 7
    -- hire date, 8 employment end (days), 9 locale, 10 time zone (text).
    field int2 not null,
    -- 0001-01-01: for as long as anything is known.
    from_day date not null,
    to_day date,
    -- The day is not known: a change of a known day can take its place.
    provisional boolean not null,
    -- One of these, or none: emptied.
    id_value uuid,
    day_value date,
    text_value text,
    primary key (log, learner_id, field, from_day)
);

create index members_of_org_unit on people_v1.attributes (id_value, log, learner_id)
    where field = 3;

-- Days of employment, both inclusive; open where to_day is null. Derived from hire date and
-- employment end as they changed.
create table people_v1.employments (
    log int4 not null,
    learner_id uuid not null,
    -- 0001-01-01: no hire date is known.
    from_day date not null,
    to_day date,
    primary key (log, learner_id, from_day)
);

-- What is protected, as it stands last in effective time, by the name it was sealed under
-- ("display_name"). The associated data is ledger id, learner's stream, command_id and name.
create table people_v1.protected_attributes (
    log int4 not null,
    learner_id uuid not null,
    name text not null,
    -- From when it is known to stand; a change before that day is history.
    since date,
    -- All null: emptied.
    key_id uuid,
    nonce bytea,
    ciphertext bytea,
    fingerprint bytea,
    command_id uuid,
    primary key (log, learner_id, name)
);
