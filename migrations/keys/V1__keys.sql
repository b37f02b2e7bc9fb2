-- This database cannot be derived from the ledger: back it up. Its rows say nothing without the
-- master key.

create table ledger_identity (
    one boolean primary key default true check (one),
    ledger_id uuid not null,
    entries_logs int4 not null,
    catalog_genesis bytea not null check (octet_length(catalog_genesis) = 32)
);

-- One key per owner; the first that was inserted stays.
create table wrapped_keys (
    owner bytea primary key check (octet_length(owner) = 17),
    key_id uuid not null unique,
    wrapped_key bytea not null check (octet_length(wrapped_key) = 72),
    created_at timestamptz not null default now()
);
