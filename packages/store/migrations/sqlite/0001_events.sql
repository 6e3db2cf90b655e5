-- Events as they were received. Ids are UUIDs as 16 bytes: they sort as UUIDs do, and their index is less than half
-- the size of one over text. A NULL payload is JSON's null.
CREATE TABLE events (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  payload TEXT,
  received_at INTEGER NOT NULL -- epoch milliseconds
) STRICT;

-- The rollup: what the metric counts, kept in the transaction that stores the rows.
CREATE TABLE weekly_runs (
  task TEXT NOT NULL,
  week TEXT NOT NULL, -- ISO 8601, e.g. 2026-W47, in UTC
  developer TEXT NOT NULL,
  runs INTEGER NOT NULL,
  successful_runs INTEGER NOT NULL,
  PRIMARY KEY (task, week, developer)
) STRICT, WITHOUT ROWID;

-- Where every event row that was received went: received = stored + duplicate + the rejected of all reasons.
CREATE TABLE ledger (
  outcome TEXT NOT NULL CHECK (outcome IN ('received', 'stored', 'duplicate', 'rejected')),
  reason TEXT NOT NULL, -- empty except for 'rejected'
  row_count INTEGER NOT NULL,
  PRIMARY KEY (outcome, reason)
) STRICT, WITHOUT ROWID;

-- Weekly totals that were computed elsewhere and uploaded.
CREATE TABLE nsm (
  task TEXT NOT NULL,
  week TEXT NOT NULL,
  developer TEXT NOT NULL,
  successful_runs INTEGER NOT NULL,
  PRIMARY KEY (task, week, developer)
) STRICT, WITHOUT ROWID;
