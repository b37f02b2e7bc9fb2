-- Who serves this ledger now. Nothing rests on it but speed: a crash of the server empties it, and
-- every process that lives writes its row again.

create unlogged table processes (
    process_id uuid primary key,
    -- Where its gRPC server can be reached by the others: http://host:port or https://host:port; empty: nowhere.
    address text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    -- It ends, and takes over no log.
    leaving boolean not null,
    -- Logs that it cannot write, or project, now.
    unable_to_write int4[] not null,
    unable_to_project int4[] not null
) with (fillfactor = 20);
