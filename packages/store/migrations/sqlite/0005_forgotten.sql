-- Developers who have asked to be forgotten. Rows of theirs that were recorded before that are refused when they come late.
CREATE TABLE forgotten (
  developer TEXT NOT NULL PRIMARY KEY,
  forgotten_at INTEGER NOT NULL, -- epoch milliseconds
  events INTEGER NOT NULL DEFAULT 0, -- rows deleted
  totals INTEGER NOT NULL DEFAULT 0, -- weekly totals taken away, in nsm and in events that hold them
  finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)) -- nothing is left to delete
) STRICT, WITHOUT ROWID;

CREATE INDEX forgotten_unfinished ON forgotten (developer) WHERE finished = 0;
