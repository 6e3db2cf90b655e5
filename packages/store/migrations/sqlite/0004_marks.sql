-- What happened that may explain a change: releases and outages. The same one sent again is the same row.
CREATE TABLE marks (
  at INTEGER NOT NULL, -- epoch milliseconds
  kind TEXT NOT NULL CHECK (kind IN ('release', 'outage')),
  text TEXT NOT NULL,
  PRIMARY KEY (at, kind, text)
) STRICT, WITHOUT ROWID;
