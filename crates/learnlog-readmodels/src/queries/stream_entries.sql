-- Up to a number of entries, and of them as many as fit; the first always does.
select sequence, stream_sequence, value
from (
    select sequence, stream_sequence, value,
        sum(octet_length(value)) over (order by stream_sequence) as bytes,
        row_number() over (order by stream_sequence) as place
    from (
        select sequence, stream_sequence, value
        from entries
        where log = $1 and stream_kind = $2 and stream_id = $3 and stream_sequence >= $4
        order by stream_sequence
        limit $5
    ) as next
) as counted
where bytes <= $6 or place = 1
order by stream_sequence
