with recursive below as (
    select $1::uuid as id
    union
    select definitions.id
    from below
    join definitions on definitions.parent_id = below.id and definitions.kind = 1
)

select id from below
