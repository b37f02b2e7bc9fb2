select count(*)
from (
    select incoming.owner
    from incoming
    join wrapped_keys using (owner)
    where (wrapped_keys.key_id, wrapped_keys.wrapped_key) is distinct from (incoming.key_id, incoming.wrapped_key)
    union
    select incoming.owner
    from incoming
    join wrapped_keys using (key_id)
    where wrapped_keys.owner <> incoming.owner
) as conflicting
