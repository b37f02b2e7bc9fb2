-- First part of the page: spans owed on the effective day and met after it.
with owed as (
    select log, learner_id, target_id, cause_id, cycle, target_kind, due_on
    from spans
    where met_on > due_on and met_on > $1 and due_on < $1 and owed_from <= $1
),

