copy incoming (owner, key_id, wrapped_key, created_at) from stdin (format csv, header)
