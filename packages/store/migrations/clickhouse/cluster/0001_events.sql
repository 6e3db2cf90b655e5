-- On every shard of a cluster, after 0001_events.sql: the tables of all shards as one. Each row is kept where its key
-- leads, so all versions of a row meet on one shard.

CREATE TABLE IF NOT EXISTS event_rows AS event_rows_local
ENGINE = Distributed('{cluster}', '{database}', 'event_rows_local', shard_key);

CREATE TABLE IF NOT EXISTS nsm_rows AS nsm_rows_local
ENGINE = Distributed('{cluster}', '{database}', 'nsm_rows_local', cityHash64(task, week, developer));
