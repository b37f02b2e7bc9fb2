insert into protected_attributes (
    log, learner_id, name, since, key_id, nonce, ciphertext, fingerprint, command_id
)
select $1, *
from unnest(
    $2::uuid[], $3::text[], $4::date[], $5::uuid[], $6::bytea[], $7::bytea[], $8::bytea[],
    $9::uuid[]
)
on conflict (log, learner_id, name) do update set
    since = excluded.since,
    key_id = excluded.key_id,
    nonce = excluded.nonce,
    ciphertext = excluded.ciphertext,
    fingerprint = excluded.fingerprint,
    command_id = excluded.command_id
