-- What happened that may explain a change: releases and outages. The same one sent again is the same row.
CREATE TABLE IF NOT EXISTS mark_rows{local} (
  at Int64, -- epoch milliseconds
  kind String, -- 'release' or 'outage'
  text String
) ENGINE = ReplacingMergeTree ORDER BY (at, kind, text)
SETTINGS index_granularity = 1024{durable};
