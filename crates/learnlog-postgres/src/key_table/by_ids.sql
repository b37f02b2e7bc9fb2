select key_id, owner, wrapped_key
from wrapped_keys
where key_id = any ($1)
