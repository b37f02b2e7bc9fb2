create temporary table incoming (like wrapped_keys) on commit drop
