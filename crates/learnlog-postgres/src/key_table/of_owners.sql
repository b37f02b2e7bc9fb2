select key_id, owner, wrapped_key
from wrapped_keys
where owner = any ($1)
