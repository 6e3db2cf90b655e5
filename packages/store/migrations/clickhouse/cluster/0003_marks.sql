-- On every shard of a cluster, after 0003_marks.sql.
CREATE TABLE IF NOT EXISTS mark_rows AS mark_rows_local
ENGINE = Distributed('{cluster}', '{database}', 'mark_rows_local', cityHash64(at, kind, text));
