-- On every server: of a cluster, on each of its shards. `{local}` is nothing on a single server, and `_local` in a
-- cluster, where cluster/0001_events.sql lays a Distributed table of the plain name over the tables of all shards.
-- `{durable}` are the settings that make an insert wait for the disk, as far as the server knows them.

CREATE TABLE IF NOT EXISTS astrolabe_migrations (
  number UInt32,
  name String,
  checksum String, -- SHA-256 of the file
  shards UInt32, -- how many there were; where a row is kept depends on it
  applied_at DateTime DEFAULT now()
) ENGINE = MergeTree ORDER BY number;

-- Versions of rows. Of a key, the highest version is the valid one: read with FINAL, as the view `events` does. A row
-- that was deleted has a version that says so. Beside the events stand the ledger's rows (kind 1), so that both can be
-- written as one block, which a server stores whole or not at all. `version` is made by clickhouse/version.ts.
CREATE TABLE IF NOT EXISTS event_rows{local} (
  kind UInt8, -- 0: an event; 1: what one collector has received so far
  id FixedString(16), -- a UUID's bytes, which sort as UUIDs do; ClickHouse's own type UUID sorts otherwise
  version UInt64,
  deleted UInt8,
  lives UInt32, -- how often the row was stored: once, and once more each time after it was deleted
  shard_key UInt16, -- of the id
  received_at Int64, -- epoch milliseconds
  payload Nullable(String), -- JSON text; NULL for JSON's null; of kind 1: rejected rows by reason
  -- The run, as packages/metric reads it from the payload; `week` is empty where there is none.
  task String,
  week String, -- ISO 8601, e.g. 2026-W47, in UTC
  developer String,
  tool_version String, -- empty when it isn't known
  ci UInt8,
  linkable UInt8, -- 0 when its developer has this name in this week only
  exit_code String, -- the number as ECMAScript writes it; runs with '0' are the successful ones
  day UInt8, -- 0 is Monday
  end_ms Float64, -- epoch milliseconds
  latency_bucket Int32, -- of a successful run whose latency is known, otherwise -1
  dropped Int64, -- events that were dropped at the client, as this event says
  -- Of kind 1 only: all rows that one collector has received so far, and those of them that it rejected.
  received_rows Int64,
  rejected_rows Int64
) ENGINE = ReplacingMergeTree(version) ORDER BY (kind, id)
-- A look at one id reads this many rows.
SETTINGS index_granularity = 1024{durable};

CREATE TABLE IF NOT EXISTS nsm_rows{local} (
  task String,
  week String,
  developer String,
  version UInt64,
  deleted UInt8,
  successful_runs Int64
) ENGINE = ReplacingMergeTree(version) ORDER BY (task, week, developer)
SETTINGS index_granularity = 1024{durable};
