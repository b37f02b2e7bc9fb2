select sequence, log_offset, hash
from checkpoints
where projection = $1 and version = $2 and log = $3
