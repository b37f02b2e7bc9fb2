insert into components (course_id, component_id, code, title, kind)
select *
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int2[])
