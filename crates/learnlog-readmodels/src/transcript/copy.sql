copy facts (
    log, learner_id, sequence, index, recorded_at, effective_on, event_type, course_id,
    not_counted, rejection
)
from stdin (format binary)
