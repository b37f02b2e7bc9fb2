-- Second part: of the owed spans the next that are asked for, with what is shown of them.
page as (
    select owed.*
    from owed
    where ($3::uuid[] is null or owed.target_id = any ($3))
        and (
            $4::date is null
            or (owed.due_on, owed.learner_id, owed.target_id) > ($4, $5::uuid, $6::uuid)
        )
        and exists (
            select
            from employments
            where employments.log = owed.log
                and employments.learner_id = owed.learner_id
                and employments.from_day <= $1
                and (employments.to_day is null or employments.to_day >= $1)
        )
        and (
            $2::uuid[] is null
            or exists (
                select
                from attributes as org_unit
                where org_unit.log = owed.log
                    and org_unit.learner_id = owed.learner_id
                    and org_unit.field = 3
                    and org_unit.from_day <= $1
                    and (org_unit.to_day is null or org_unit.to_day >= $1)
                    and org_unit.id_value = any ($2)
            )
        )
        -- Several spans of one target are one item: the one that was due first.
        and not exists (
            select
            from spans as earlier
            where earlier.log = owed.log
                and earlier.learner_id = owed.learner_id
                and earlier.target_id = owed.target_id
                and earlier.owed_from <= $1
                and (earlier.met_on is null or earlier.met_on > $1)
                and (earlier.due_on, earlier.cause_id, earlier.cycle)
                < (owed.due_on, owed.cause_id, owed.cycle)
        )
    order by owed.due_on, owed.learner_id, owed.target_id
    limit $7
)

select page.learner_id, page.target_kind, page.target_id, target.title, page.due_on,
    $1 - page.due_on,
    name.key_id, name.nonce, name.ciphertext, name.fingerprint, name.command_id,
    org_unit.id_value, org_unit_definition.code, org_unit_definition.title, manager.id_value
from page
left join definitions as target on target.id = page.target_id
left join protected_attributes as name
    on name.log = page.log and name.learner_id = page.learner_id and name.name = 'display_name'
left join attributes as org_unit
    on org_unit.log = page.log
    and org_unit.learner_id = page.learner_id
    and org_unit.field = 3
    and org_unit.from_day <= $1
    and (org_unit.to_day is null or org_unit.to_day >= $1)
left join definitions as org_unit_definition on org_unit_definition.id = org_unit.id_value
left join attributes as manager
    on manager.log = page.log
    and manager.learner_id = page.learner_id
    and manager.field = 5
    and manager.from_day <= $1
    and (manager.to_day is null or manager.to_day >= $1)
order by page.due_on, page.learner_id, page.target_id
