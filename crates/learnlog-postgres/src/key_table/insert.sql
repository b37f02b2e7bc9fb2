insert into wrapped_keys (owner, key_id, wrapped_key)
select owner, key_id, wrapped_key
from unnest($1::bytea[], $2::uuid[], $3::bytea[]) as proposed (owner, key_id, wrapped_key)
order by owner
on conflict (owner) do nothing
