with own as (
    insert into processes (process_id, address, started_at, seen_at, leaving, unable_to_write, unable_to_project)
    values ($1, $2, clock_timestamp(), clock_timestamp(), $3, $4, $5)
    on conflict (process_id) do update
    set address = excluded.address, seen_at = excluded.seen_at, leaving = excluded.leaving, unable_to_write = excluded.unable_to_write,
        unable_to_project = excluded.unable_to_project
    returning process_id, address, started_at, seen_at, leaving, unable_to_write, unable_to_project
), dead as (
    delete from processes
    where process_id in (
        select process_id
        from processes
        where process_id <> $1 and seen_at < clock_timestamp() - make_interval(secs => $7)
        for update skip locked
    )
), others as (
    select process_id, address, started_at, seen_at, leaving, unable_to_write, unable_to_project
    from processes
    where process_id <> $1 and seen_at > clock_timestamp() - make_interval(secs => $6)
    order by started_at, process_id
    limit $8
), live as (
    select * from own
    union all
    select * from others
)
select process_id,
    address,
    (extract(epoch from started_at) * 1000000)::int8,
    (extract(epoch from seen_at) * 1000000)::int8,
    leaving,
    unable_to_write,
    unable_to_project
from live
order by started_at, process_id
