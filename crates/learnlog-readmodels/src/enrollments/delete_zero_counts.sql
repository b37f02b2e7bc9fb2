delete from status_counts
where log = $1
    and passed_with_distinction = 0
    and passed = 0
    and completed = 0
    and failed = 0
    and withdrawn = 0
    and in_progress = 0
    and enrolled = 0
