select format('%I.%I', table_schema, table_name)
from information_schema.tables
where table_schema = $1
order by table_name
