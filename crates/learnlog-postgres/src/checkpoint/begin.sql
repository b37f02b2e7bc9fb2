insert into checkpoints (projection, version, log, sequence, log_offset, hash)
select name, version, $1, 0, 0, decode(repeat('00', 32), 'hex')
from unnest($2::text[], $3::int4[]) as wanted (name, version)
order by name, version
on conflict do nothing
