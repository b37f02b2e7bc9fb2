select to_regclass('ledger_identity') is not null
