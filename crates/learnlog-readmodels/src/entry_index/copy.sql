copy entries (
    log, sequence, stream_kind, stream_id, stream_sequence, hash, log_offset, recorded_at, value
)
from stdin (format binary)
