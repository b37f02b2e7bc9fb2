copy (select owner, key_id, wrapped_key, created_at from wrapped_keys order by owner)
    to stdout (format csv, header)
