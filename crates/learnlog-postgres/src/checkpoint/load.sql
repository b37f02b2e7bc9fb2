select checkpoints.sequence, checkpoints.log_offset, checkpoints.hash
from unnest($2::text[], $3::int4[]) with ordinality as wanted (name, version, place)
join checkpoints
    on checkpoints.projection = wanted.name
    and checkpoints.version = wanted.version
    and checkpoints.log = $1
order by wanted.place
