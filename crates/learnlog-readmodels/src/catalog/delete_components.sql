delete from components
where course_id = any ($1)
