select count(*)
from public.processes
where seen_at > clock_timestamp() - make_interval(secs => $1)
