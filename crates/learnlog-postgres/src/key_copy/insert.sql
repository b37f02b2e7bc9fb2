insert into wrapped_keys (owner, key_id, wrapped_key, created_at)
select owner, key_id, wrapped_key, created_at from incoming
on conflict do nothing
