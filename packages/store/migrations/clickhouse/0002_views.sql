-- For people who use SQL: rows as they are now.

CREATE VIEW IF NOT EXISTS events AS
SELECT UUIDNumToString(id) AS event_id, payload, toDateTime(intDiv(received_at, 1000)) AS received,
  task, week, developer, tool_version, ci, exit_code, end_ms
FROM event_rows FINAL WHERE kind = 0 AND deleted = 0;

CREATE VIEW IF NOT EXISTS nsm AS
SELECT task, week, developer, successful_runs FROM nsm_rows FINAL WHERE deleted = 0;
