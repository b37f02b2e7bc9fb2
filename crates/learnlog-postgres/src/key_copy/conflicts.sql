select count(*)
from incoming
join wrapped_keys on wrapped_keys.owner = incoming.owner or wrapped_keys.key_id = incoming.key_id
where (wrapped_keys.owner, wrapped_keys.key_id, wrapped_keys.wrapped_key)
    is distinct from (incoming.owner, incoming.key_id, incoming.wrapped_key)
