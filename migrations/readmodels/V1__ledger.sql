-- Everything in this database is derived from the ledger: it may be dropped and projected again.

create table ledger_identity (
    one boolean primary key default true check (one),
    ledger_id uuid not null,
    entries_logs int4 not null,
    catalog_genesis bytea not null check (octet_length(catalog_genesis) = 32)
);

-- Where each projection stands: after the entry with that sequence and hash, which lies at that
-- offset of its topic. Moved by compare-and-set in the transaction of the rows it stands for.
create table checkpoints (
    projection text not null,
    version int4 not null,
    log int4 not null,
    sequence int8 not null check (sequence >= 0),
    log_offset int8 not null check (log_offset >= 0),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (projection, version, log)
) with (fillfactor = 50);
