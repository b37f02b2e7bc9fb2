insert into ledger_identity (ledger_id, entries_logs, catalog_genesis)
values ($1, $2, $3)
on conflict do nothing
