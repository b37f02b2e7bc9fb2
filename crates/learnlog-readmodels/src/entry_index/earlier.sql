select sequence, log_offset, hash
from entries
where log = $1 and sequence <= $2
order by sequence desc
limit 1
