update checkpoints
set sequence = $7, log_offset = $8, hash = $9
from unnest($2::text[], $3::int4[], $4::int8[], $5::int8[], $6::bytea[])
    as believed (name, version, sequence, log_offset, hash)
where checkpoints.projection = believed.name
    and checkpoints.version = believed.version
    and checkpoints.log = $1
    and checkpoints.sequence = believed.sequence
    and checkpoints.log_offset = believed.log_offset
    and checkpoints.hash = believed.hash
