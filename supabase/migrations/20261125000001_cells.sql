-- The rollup keeps all that a report is made of, counted anew from the events. In the place of 0002 and 0003, what is
-- read from a run and what is counted. Run again it changes nothing: what the files before it then make is undone.

-- What is counted of a run: packages/metric/src/report/run-detail.ts. The latency's bucket is known of successful runs.
do $$
begin
  if to_regtype('astrolabe.run_detail') is null then
    create type astrolabe.run_detail as (
      task text, week text, developer text, version text, ci boolean, linkable boolean, exit_code text,
      day int, end_ms double precision, latency_bucket int
    );
  end if;
end
$$;

-- When an event happened, in epoch milliseconds; null where it can't be said.
create or replace function astrolabe.timestamp_ms(event jsonb) returns double precision
language plpgsql immutable strict set search_path = '' as $$
declare
  value jsonb;
begin
  foreach value in array array[event -> 'end_ts', event -> 'timestamp', event -> 'ts', event -> 'time'] loop
    continue when value is null or value in ('null', 'false', '""');
    continue when jsonb_typeof(value) = 'number' and astrolabe.nearest_double(value::numeric) = 0;
    return astrolabe.parse_timestamp(value);
  end loop;
  return null;
end
$$;

-- One timestamp in epoch milliseconds: a number, a string that holds one, or an ISO 8601 date or date-time.
create or replace function astrolabe.parse_timestamp(value jsonb) returns double precision
language plpgsql immutable strict set search_path = '' as $$
declare
  number double precision;
  ms double precision;
begin
  case jsonb_typeof(value)
    when 'number' then
      number := astrolabe.nearest_double(value::numeric);
    when 'string' then
      number := astrolabe.decimal_seconds(value #>> '{}');
      if number is null then ms := astrolabe.iso8601_ms(value #>> '{}'); end if;
    else
      return null;
  end case;
  -- Numbers from 1e11 on are milliseconds.
  if number is not null then ms := case when number >= 1e11 then number else number * 1000 end; end if;
  return case when ms > 0 and ms < 253402300800000 then ms end;
end
$$;

-- Epoch milliseconds of an ISO 8601 date or date-time in extended format; null where it isn't one, or impossible.
create or replace function astrolabe.iso8601_ms(value text) returns double precision
language plpgsql immutable strict parallel safe set search_path = '' as $$
declare
  part constant text[] := regexp_match(value,
    '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?(?:Z|([+-])([0-9]{2}):([0-9]{2}))?)?$');
  year constant int := part[1]::int;
  month constant int := part[2]::int;
  day constant int := part[3]::int;
  fraction constant text := coalesce(part[7], '');
  clock_seconds int;
  offset_seconds int;
begin
  if part is null or year = 0 or month not between 1 and 12 or day = 0
    or day > extract(day from make_date(year, month, 1) + interval '1 month - 1 day')
    or coalesce(part[4]::int, 0) > 23 or coalesce(part[5]::int, 0) > 59 or coalesce(part[6]::int, 0) > 59
    or coalesce(part[9]::int, 0) > 23 or coalesce(part[10]::int, 0) > 59 then
    return null;
  end if;
  clock_seconds := coalesce(part[4]::int, 0) * 3600 + coalesce(part[5]::int, 0) * 60 + coalesce(part[6]::int, 0);
  offset_seconds := coalesce(part[9]::int, 0) * 3600 + coalesce(part[10]::int, 0) * 60;
  if part[8] = '-' then offset_seconds := -offset_seconds; end if;
  -- Whole milliseconds, and half of one for whatever is finer.
  return (make_date(year, month, day) - date '1970-01-01') * 86400000::double precision
    + (clock_seconds - offset_seconds) * 1000::double precision
    + rpad(left(fraction, 3), 3, '0')::int + case when substr(fraction, 4) ~ '[1-9]' then 0.5 else 0 end;
end
$$;

-- The time between a run's two timestamps, in milliseconds and at most what is told apart; null where it can't be said.
create or replace function astrolabe.latency_between(event jsonb) returns double precision
language plpgsql immutable strict set search_path = '' as $$
declare
  ms constant double precision := astrolabe.parse_timestamp(event -> 'end_ts') - astrolabe.parse_timestamp(event -> 'start_ts');
begin
  return case when ms >= 0 then least(ms, 2147483647) end;
end
$$;

-- A run's latency in milliseconds, at most what is told apart; null where it can't be said.
create or replace function astrolabe.latency_of(event jsonb) returns double precision
language plpgsql immutable strict set search_path = '' as $$
declare
  given constant jsonb := event -> 'latency_ms';
  ms double precision;
begin
  if jsonb_typeof(given) is distinct from 'number' then return astrolabe.latency_between(event); end if;
  if given::numeric > 2147483647 then return 2147483647; end if;
  ms := astrolabe.nearest_double(given::numeric);
  return case when ms >= 0 then ms else astrolabe.latency_between(event) end;
end
$$;

-- The runs that events tell of. One call for all events of a statement, and all in one expression: to call a function for
-- each event, and others from it, takes three times as long. Each inner `offset 0` keeps what is below it from being
-- written out, and worked out, once for each use.
create or replace function astrolabe.run_details_of(events jsonb[]) returns setof astrolabe.run_detail
language plpgsql immutable set search_path = '' as $$
begin
  return query select
    event ->> 'name',
    to_char(timestamp 'epoch' + days * interval '1 day', 'IYYY"-W"IW'),
    case
      when jsonb_typeof(event -> 'developer') = 'string' and event ->> 'developer' <> '' then event ->> 'developer'
      else astrolabe.developer_of(event)
    end,
    coalesce(
      case when jsonb_typeof(event -> 'tool_version') = 'string' and length(event ->> 'tool_version') <= 64
        and event ->> 'tool_version' ~ '^[A-Za-z0-9_.+~-]+$' then event ->> 'tool_version' end,
      case when jsonb_typeof(event -> 'version') = 'string' and length(event ->> 'version') <= 64
        and event ->> 'version' ~ '^[A-Za-z0-9_.+~-]+$' then event ->> 'version' end,
      ''
    ),
    coalesce(event -> 'ci' = 'true', false),
    event -> 'pseudonyms' is distinct from '"weekly"',
    exit_code,
    (days + 3) % 7, -- 1970-01-01 was a Thursday
    end_ms,
    -- packages/metric/src/statistics/latency-bucket.ts
    case
      when latency_ms < 64 then latency_ms
      else ((27 - position(B'1' in latency_ms::bit(32))) << 5) + (latency_ms >> (27 - position(B'1' in latency_ms::bit(32))))
    end
  from (
    select
      event, days, exit_code, end_ms,
      case when exit_code = '0' then floor(coalesce(
        case when jsonb_typeof(event -> 'latency_ms') = 'number' then
          case when (event -> 'latency_ms')::numeric between 1 and 2147483647
            then (event -> 'latency_ms')::numeric::double precision end
        end,
        astrolabe.latency_of(event)
      ))::int end as latency_ms
    from (
      select
        event, end_ms,
        -- The first millisecond has the same day, and what is closer to 0 might be too small to divide.
        floor(greatest(end_ms, 1) / 86400000)::int as days,
        case
          when code = 0 then '0'
          when abs(code) < 1e15 and code = trunc(code) then code::bigint::text
          else astrolabe.number_text(code)
        end as exit_code
      from (
        select
          event,
          (event -> 'exit_code')::numeric as code,
          -- Most events say when like this.
          case
            when jsonb_typeof(event -> 'end_ts') <> 'number' then astrolabe.timestamp_ms(event)
            when (event -> 'end_ts')::numeric between 1 and 1e10
              then (event -> 'end_ts')::numeric::double precision * 1000
            else astrolabe.timestamp_ms(event)
          end as end_ms
        from unnest(events) as given (event)
        where jsonb_typeof(event -> 'name') = 'string' and jsonb_typeof(event -> 'exit_code') = 'number'
        offset 0
      ) as attempt
      where end_ms is not null
      offset 0
    ) as dated
    offset 0
  ) as run;
end
$$;

-- The run that an event tells of; no row where it tells of none.
create or replace function astrolabe.run_detail_of(event jsonb) returns setof astrolabe.run_detail
language sql immutable rows 1 set search_path = '' as $$
  select * from astrolabe.run_details_of(array[event])
$$;

-- How many events a client says, with this one, that it had to drop.
create or replace function astrolabe.dropped_of(event jsonb) returns bigint
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  count double precision;
begin
  if event -> 'name' = '"astrolabe-dropped"' and jsonb_typeof(event -> 'count') = 'number' then
    count := astrolabe.nearest_double((event -> 'count')::numeric);
    if count = trunc(count) and count between 1 and 1000000000 then return count; end if;
  end if;
  return 0;
end
$$;

-- Names can be longer than an index takes: of a long one the beginning and a digest, which no short one reads like.
-- Where rows are counted, only long names are asked for it: to call it takes longer than to look at the length.
create or replace function astrolabe.index_name(name text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when length(name) <= 200 then name
    else left(name, 150) || encode(sha256(convert_to(name, 'UTF8')), 'hex')
  end
$$;

-- Arguments: 1 to add the rows that a statement has changed, -1 to take them back; and what they are in the ledger, if
-- anything. In one order, so that statements about the same cells wait for each other instead of locking each
-- other out.
create or replace function astrolabe.count_runs() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  times constant int := tg_argv[0];
  emptied tid[];
begin
  with run as materialized (
    select * from astrolabe.run_details_of(array(select payload from changed))
  ), counted as (
    select task, week, developer, version, ci, linkable, exit_code,
      times * count(*) filter (where day = 0) as mon, times * count(*) filter (where day = 1) as tue,
      times * count(*) filter (where day = 2) as wed, times * count(*) filter (where day = 3) as thu,
      times * count(*) filter (where day = 4) as fri, times * count(*) filter (where day = 5) as sat,
      times * count(*) filter (where day = 6) as sun, max(end_ms) as newest_ms
    from run
    group by task, week, developer, version, ci, linkable, exit_code
  ), summed as (
    insert into astrolabe.cells as cell
      (task, week, developer, version, ci, linkable, exit_code, mon, tue, wed, thu, fri, sat, sun, newest_ms,
        task_key, developer_key)
    select *, case when length(task) <= 200 then task else astrolabe.index_name(task) end,
      case when length(developer) <= 200 then developer else astrolabe.index_name(developer) end
    from counted order by task, week, developer, version, ci, linkable, exit_code
    on conflict (task_key, week, developer_key, version, ci, linkable, exit_code) do update
    set mon = cell.mon + excluded.mon, tue = cell.tue + excluded.tue, wed = cell.wed + excluded.wed,
      thu = cell.thu + excluded.thu, fri = cell.fri + excluded.fri, sat = cell.sat + excluded.sat,
      sun = cell.sun + excluded.sun, newest_ms = greatest(cell.newest_ms, excluded.newest_ms)
    returning cell.ctid as place, cell.mon + cell.tue + cell.wed + cell.thu + cell.fri + cell.sat + cell.sun as runs
  ), timed as (
    select task, week, latency_bucket as bucket, times * count(*) as runs
    from run where latency_bucket is not null
    group by task, week, latency_bucket
  ), summed_latencies as (
    insert into astrolabe.latencies as latency (task, week, bucket, spread, runs, task_key)
    select task, week, bucket, pg_backend_pid() % 16, runs,
      case when length(task) <= 200 then task else astrolabe.index_name(task) end
    from timed order by task, week, bucket
    on conflict (task_key, week, bucket, spread) do update set runs = latency.runs + excluded.runs
  )
  select array_agg(place) into emptied from summed where runs = 0;
  -- Once their last run is taken back, nothing may be left of a developer.
  if emptied is not null then
    delete from astrolabe.cells where ctid = any (emptied) and mon + tue + wed + thu + fri + sat + sun = 0;
  end if;
  perform astrolabe.add_to_ledger('dropped_at_client', '', times * dropped) from (
    select sum(astrolabe.dropped_of(payload))::bigint as dropped from changed where payload -> 'name' = '"astrolabe-dropped"'
  ) as said;
  if tg_nargs > 1 then
    perform astrolabe.add_to_ledger(tg_argv[1], '', (select count(*) from changed));
  end if;
  return null;
end
$$;

create or replace function astrolabe.count_truncated_runs() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform astrolabe.add_to_ledger('deleted', '', (select count(*) from public.events));
  delete from astrolabe.ledger where outcome = 'dropped_at_client';
  delete from astrolabe.cells;
  delete from astrolabe.latencies;
  return null;
end
$$;

-- Of what is stored, what clients dropped can be taken back.
create or replace function astrolabe.add_to_ledger(outcome text, reason text, row_count bigint) returns void
language sql volatile set search_path = '' as $$
  insert into astrolabe.ledger as ledger (outcome, reason, spread, row_count)
  select add_to_ledger.outcome, add_to_ledger.reason, pg_backend_pid() % 16, add_to_ledger.row_count
  where add_to_ledger.row_count <> 0
  on conflict (outcome, reason, spread) do update set row_count = ledger.row_count + excluded.row_count
$$;

alter table astrolabe.ledger drop constraint if exists ledger_outcome_check;
alter table astrolabe.ledger add constraint ledger_outcome_check
  check (outcome in ('stored', 'duplicate', 'rejected', 'deleted', 'dropped_at_client'));
comment on table astrolabe.ledger is
  'Where every row that was received went: stored, duplicate or rejected. Of the stored, some were deleted since; and '
  'what the stored rows say was dropped at a client.';

-- Making a trigger keeps writers out of the table until the transaction ends, so no row can come between the triggers
-- and the count of what is there already. One statement: it happens once, whole, or not at all.
do $$
begin
  if to_regclass('astrolabe.cells') is not null then return; end if;

  -- Half of each page is left free: a count that grows then stays on its page, and no index has to follow.
  create table astrolabe.cells (
    task text collate "C" not null,
    week text collate "C" not null,
    developer text collate "C" not null,
    version text collate "C" not null, -- empty when it isn't known
    ci boolean not null,
    linkable boolean not null, -- false: the developer has this name in this week only
    exit_code text collate "C" not null, -- the number as ECMAScript writes it; runs with '0' are the successful ones
    mon int not null,
    tue int not null,
    wed int not null,
    thu int not null,
    fri int not null,
    sat int not null,
    sun int not null,
    newest_ms double precision not null, -- the latest that was ever counted here, in epoch milliseconds
    -- astrolabe.index_name of the names. As generated columns they would double the time of an insert.
    task_key text collate "C" not null,
    developer_key text collate "C" not null,
    primary key (task_key, week, developer_key, version, ci, linkable, exit_code)
  ) with (fillfactor = 50);
  comment on table astrolabe.cells is
    'The rollup, kept by triggers: runs by task, ISO week (UTC), developer, tool version, CI and exit code, and by day.';

  -- Each count is the sum of several rows (spread), so that writers needn't wait for each other.
  create table astrolabe.latencies (
    task text collate "C" not null,
    week text collate "C" not null,
    bucket smallint not null,
    spread smallint not null,
    runs bigint not null,
    task_key text collate "C" not null, -- astrolabe.index_name of the task
    primary key (task_key, week, bucket, spread)
  ) with (fillfactor = 50);
  comment on table astrolabe.latencies is
    'Successful runs whose latency is known, by task, ISO week (UTC) and bucket (astrolabe.latency_bucket).';

  create or replace trigger count_inserted after insert on public.events referencing new table as changed
    for each statement execute function astrolabe.count_runs('1', 'stored');
  create or replace trigger count_deleted after delete on public.events referencing old table as changed
    for each statement execute function astrolabe.count_runs('-1', 'deleted');
  create or replace trigger count_updated_after after update on public.events referencing new table as changed
    for each statement execute function astrolabe.count_runs('1');
  create or replace trigger count_updated_before after update on public.events referencing old table as changed
    for each statement execute function astrolabe.count_runs('-1');
  create or replace trigger count_truncated before truncate on public.events
    for each statement execute function astrolabe.count_truncated_runs();

  with run as materialized (
    select run.* from public.events cross join lateral astrolabe.run_detail_of(payload) as run
  ), counted as (
    insert into astrolabe.cells
      (task, week, developer, version, ci, linkable, exit_code, mon, tue, wed, thu, fri, sat, sun, newest_ms,
        task_key, developer_key)
    select task, week, developer, version, ci, linkable, exit_code,
      count(*) filter (where day = 0), count(*) filter (where day = 1), count(*) filter (where day = 2),
      count(*) filter (where day = 3), count(*) filter (where day = 4), count(*) filter (where day = 5),
      count(*) filter (where day = 6), max(end_ms), astrolabe.index_name(task), astrolabe.index_name(developer)
    from run
    group by task, week, developer, version, ci, linkable, exit_code
  )
  insert into astrolabe.latencies (task, week, bucket, spread, runs, task_key)
  select task, week, latency_bucket, 0, count(*), astrolabe.index_name(task)
  from run where latency_bucket is not null
  group by task, week, latency_bucket;
  perform astrolabe.add_to_ledger(
    'dropped_at_client', '', (select sum(astrolabe.dropped_of(payload)) from public.events)::bigint
  );
end
$$;

create or replace view astrolabe.weekly_counts with (security_invoker = true) as
  select task_key, task, week, developer, sum(mon + tue + wed + thu + fri + sat + sun)::bigint as runs,
    coalesce(sum(mon + tue + wed + thu + fri + sat + sun) filter (where exit_code = '0'), 0)::bigint as successful_runs
  from astrolabe.cells
  group by task_key, task, week, developer;
comment on view astrolabe.weekly_counts is 'Runs by task, ISO week (UTC) and developer, from the rollup.';

create or replace function public.north_star(task text default 'ai-do', since text default null, until text default null)
returns table (
  week text, successful_runs bigint, runs bigint, active_developers bigint,
  per_developer double precision, success_rate double precision, complete boolean
)
language sql stable set search_path = '' as $$
  select counts.week, sum(counts.successful_runs)::bigint, sum(counts.runs)::bigint,
    count(*) filter (where counts.successful_runs > 0),
    sum(counts.successful_runs)::double precision / nullif(count(*) filter (where counts.successful_runs > 0), 0),
    sum(counts.successful_runs)::double precision / sum(counts.runs)::double precision,
    to_date(counts.week, 'IYYY"-W"IW') + 7 <= (now() at time zone 'utc')::date
  from astrolabe.weekly_counts as counts
  where counts.task = north_star.task and counts.task_key = astrolabe.index_name(north_star.task)
    and (since is null or counts.week >= since) and (until is null or counts.week <= until)
  group by counts.week
  order by counts.week
$$;

create or replace view public.successful_runs with (security_invoker = true) as
  select task, developer, week, successful_runs
  from astrolabe.weekly_counts
  where successful_runs > 0;

drop table if exists astrolabe.weekly_runs;
drop function if exists astrolabe.count_changed();
drop function if exists astrolabe.count_truncated();
drop function if exists astrolabe.rollup_key(text, text, text);
drop function if exists astrolabe.run_of(jsonb);
drop type if exists astrolabe.run;

-- In a Supabase project, who may read what is new.
do $$
begin
  if to_regrole('service_role') is not null then
    grant select on astrolabe.cells, astrolabe.latencies, astrolabe.weekly_counts to service_role;
  end if;
end
$$;

insert into astrolabe.migrations (number, name) values (5, '0005_cells.sql') on conflict do nothing;
