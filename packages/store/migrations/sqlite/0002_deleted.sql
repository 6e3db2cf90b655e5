-- The ledger also says how many of the stored rows were deleted later. SQLite can't change a check in place.
ALTER TABLE ledger RENAME TO ledger_before;

CREATE TABLE ledger (
  outcome TEXT NOT NULL CHECK (outcome IN ('received', 'stored', 'duplicate', 'rejected', 'deleted')),
  reason TEXT NOT NULL, -- empty except for 'rejected'
  row_count INTEGER NOT NULL,
  PRIMARY KEY (outcome, reason)
) STRICT, WITHOUT ROWID;

INSERT INTO ledger SELECT * FROM ledger_before;
DROP TABLE ledger_before;
