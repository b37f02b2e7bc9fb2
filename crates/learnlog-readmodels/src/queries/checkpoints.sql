select wanted.log, wanted.name, coalesce(checkpoints.sequence, 0)
from unnest($1::int4[], $2::text[], $3::int4[]) as wanted (log, name, version)
left join checkpoints
    on checkpoints.projection = wanted.name
    and checkpoints.version = wanted.version
    and checkpoints.log = wanted.log
order by wanted.log
