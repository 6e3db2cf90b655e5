-- Developers who have asked to be forgotten, in versions as the other tables are.

CREATE TABLE IF NOT EXISTS forgotten_rows{local} (
  developer String,
  version UInt64,
  forgotten_at Int64, -- epoch milliseconds
  events Int64, -- rows deleted
  totals Int64, -- weekly totals taken away, in nsm and in events that hold them
  finished UInt8 -- nothing is left to delete
) ENGINE = ReplacingMergeTree(version) ORDER BY developer
SETTINGS index_granularity = 1024{durable};
