-- What moving to another store and keeping raw rows for a while only need.

-- Made by chance, once: what was moved out of this database is told by it from what came from others.
CREATE TABLE identity (id TEXT NOT NULL) STRICT;
INSERT INTO identity SELECT lower(hex(randomblob(16)));

-- What the databases counted whose rows were moved into this one. An origin's counts are replaced, never added to, so
-- that moving again changes nothing.
CREATE TABLE carried (
  origin TEXT NOT NULL, -- its identity
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL, -- empty except for 'rejected'
  row_count INTEGER NOT NULL,
  PRIMARY KEY (origin, outcome, reason)
) STRICT, WITHOUT ROWID;

-- Rows of events from before this moment, in epoch milliseconds, are gone, and are refused from then on. No row: nothing
-- has expired yet.
CREATE TABLE horizon (before_ms INTEGER NOT NULL) STRICT;

-- The ledger also says how many of the stored rows have expired. SQLite can't change a check in place.
ALTER TABLE ledger RENAME TO ledger_before;

CREATE TABLE ledger (
  outcome TEXT NOT NULL CHECK (outcome IN ('received', 'stored', 'duplicate', 'rejected', 'deleted', 'expired', 'dropped_at_client')),
  reason TEXT NOT NULL, -- empty except for 'rejected'
  row_count INTEGER NOT NULL,
  PRIMARY KEY (outcome, reason)
) STRICT, WITHOUT ROWID;

INSERT INTO ledger SELECT * FROM ledger_before;
DROP TABLE ledger_before;

-- What expired rows have left in cells and latencies, which counts them, too: a move carries it. Of rows that expired here
-- (origin is empty), and of those that had in a store that was moved into this one.
CREATE TABLE expired_cells (
  origin TEXT NOT NULL,
  task TEXT NOT NULL,
  week TEXT NOT NULL,
  developer TEXT NOT NULL,
  version TEXT NOT NULL,
  ci INTEGER NOT NULL,
  linkable INTEGER NOT NULL,
  exit_code TEXT NOT NULL,
  newest_ms REAL NOT NULL,
  mon INTEGER NOT NULL,
  tue INTEGER NOT NULL,
  wed INTEGER NOT NULL,
  thu INTEGER NOT NULL,
  fri INTEGER NOT NULL,
  sat INTEGER NOT NULL,
  sun INTEGER NOT NULL,
  PRIMARY KEY (origin, task, week, developer, version, ci, linkable, exit_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE expired_latencies (
  origin TEXT NOT NULL,
  task TEXT NOT NULL,
  week TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  PRIMARY KEY (origin, task, week, bucket)
) STRICT, WITHOUT ROWID;
