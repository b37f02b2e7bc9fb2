select current_database()::text, ledger_id, entries_logs, catalog_genesis
from ledger_identity
