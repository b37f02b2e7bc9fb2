create schema catalog_v1;

-- The latest version of each definition. Small, and joined with everything: in a distributed
-- database, a reference table.
create table catalog_v1.definitions (
    id uuid primary key,
    -- 1 org unit, 2 job, 3 course, 4 offering, 5 certification.
    kind int2 not null,
    definition_version int4 not null,
    code text not null,
    title text not null,
    -- Of an org unit: the unit above it. Of an offering: its course.
    parent_id uuid,
    starts_on date,
    ends_on date,
    -- Of the entry that defined this version.
    sequence int8 not null
);

create index definitions_below on catalog_v1.definitions (parent_id) where parent_id is not null;

-- What the latest version of a course consists of.
create table catalog_v1.components (
    course_id uuid not null,
    component_id uuid not null,
    code text not null,
    title text not null,
    kind int2 not null,
    primary key (course_id, component_id)
);
