copy entries (log, sequence, stream_kind, stream_id, stream_sequence, hash, recorded_at, value)
from stdin (format binary)
