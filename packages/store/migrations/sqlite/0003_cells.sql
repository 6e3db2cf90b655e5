-- The rollup keeps all that a report is made of, counted anew from the events. run_field (sqlite/run-field.ts) says what
-- packages/metric reads from an event: task, week, developer, version, ci, linkable, exit_code, day, end_ms,
-- latency_bucket of a run, NULL where there is none; and dropped.
DROP TABLE weekly_runs;

-- Runs of a task by one developer, in one week, with one version of the tool, under continuous integration or not, that
-- ended with one exit code: how many on each day. A row whose runs were all deleted is deleted.
CREATE TABLE cells (
  task TEXT NOT NULL,
  week TEXT NOT NULL, -- ISO 8601, e.g. 2026-W47, in UTC
  developer TEXT NOT NULL,
  version TEXT NOT NULL, -- empty when it isn't known
  ci INTEGER NOT NULL, -- 0 or 1
  linkable INTEGER NOT NULL, -- 0: the developer has this name in this week only
  exit_code TEXT NOT NULL, -- the number as ECMAScript writes it; runs with '0' are the successful ones
  mon INTEGER NOT NULL,
  tue INTEGER NOT NULL,
  wed INTEGER NOT NULL,
  thu INTEGER NOT NULL,
  fri INTEGER NOT NULL,
  sat INTEGER NOT NULL,
  sun INTEGER NOT NULL,
  newest_ms REAL NOT NULL, -- the latest that was ever counted here, in epoch milliseconds
  runs INTEGER NOT NULL AS (mon + tue + wed + thu + fri + sat + sun),
  PRIMARY KEY (task, week, developer, version, ci, linkable, exit_code)
) STRICT, WITHOUT ROWID;

-- Successful runs of a week whose latency is known, by latencyBucket (packages/metric).
CREATE TABLE latencies (
  task TEXT NOT NULL,
  week TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  PRIMARY KEY (task, week, bucket)
) STRICT, WITHOUT ROWID;

INSERT INTO cells
SELECT task, week, developer, version, ci, linkable, exit_code, sum(day = 0), sum(day = 1), sum(day = 2), sum(day = 3),
  sum(day = 4), sum(day = 5), sum(day = 6), max(end_ms)
FROM (
  SELECT run_field(payload, 'task') AS task, run_field(payload, 'week') AS week,
    run_field(payload, 'developer') AS developer, run_field(payload, 'version') AS version,
    run_field(payload, 'ci') AS ci, run_field(payload, 'linkable') AS linkable,
    run_field(payload, 'exit_code') AS exit_code, run_field(payload, 'day') AS day,
    run_field(payload, 'end_ms') AS end_ms
  FROM events WHERE run_field(payload, 'task') IS NOT NULL
)
GROUP BY task, week, developer, version, ci, linkable, exit_code;

INSERT INTO latencies
SELECT task, week, bucket, count(*)
FROM (
  SELECT run_field(payload, 'task') AS task, run_field(payload, 'week') AS week,
    run_field(payload, 'latency_bucket') AS bucket
  FROM events WHERE run_field(payload, 'latency_bucket') IS NOT NULL
)
GROUP BY task, week, bucket;

-- The ledger also keeps how many events the stored rows say were dropped at a client.
ALTER TABLE ledger RENAME TO ledger_before;

CREATE TABLE ledger (
  outcome TEXT NOT NULL CHECK (outcome IN ('received', 'stored', 'duplicate', 'rejected', 'deleted', 'dropped_at_client')),
  reason TEXT NOT NULL, -- empty except for 'rejected'
  row_count INTEGER NOT NULL,
  PRIMARY KEY (outcome, reason)
) STRICT, WITHOUT ROWID;

INSERT INTO ledger SELECT * FROM ledger_before;
INSERT INTO ledger SELECT 'dropped_at_client', '', sum(run_field(payload, 'dropped')) FROM events HAVING count(*) > 0;
DROP TABLE ledger_before;
