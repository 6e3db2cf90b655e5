-- What moving to another store and keeping raw rows for a while only need.

create table if not exists astrolabe.identity (
  singleton boolean primary key default true check (singleton),
  id text not null default replace(gen_random_uuid()::text, '-', '')
);
comment on table astrolabe.identity is
  'Made by chance, once: what was moved out of this database is told by it from what came from others.';
insert into astrolabe.identity default values on conflict do nothing;

-- An origin's counts are replaced, never added to, so that moving again changes nothing.
create table if not exists astrolabe.carried (
  origin text collate "C" not null,
  outcome text not null,
  reason text collate "C" not null, -- empty except for 'rejected'
  row_count bigint not null,
  primary key (origin, outcome, reason)
);
comment on table astrolabe.carried is 'What the databases counted whose rows were moved into this one, by their identity.';

create table if not exists astrolabe.horizon (
  singleton boolean primary key default true check (singleton),
  before_ms bigint not null,
  expiring xid8
);
comment on table astrolabe.horizon is
  'Rows of events from before this moment (epoch milliseconds) are gone, and are refused. Empty: nothing has expired yet.';
comment on column astrolabe.horizon.expiring is 'The transaction in which rows expire: they stay in the rollup.';

-- Of rows that expired here (origin is empty), and of those that had in a database that was moved into this one.
create table if not exists astrolabe.expired_cells (
  origin text collate "C" not null,
  task text collate "C" not null,
  week text collate "C" not null,
  developer text collate "C" not null,
  version text collate "C" not null,
  ci boolean not null,
  linkable boolean not null,
  exit_code text collate "C" not null,
  mon int not null,
  tue int not null,
  wed int not null,
  thu int not null,
  fri int not null,
  sat int not null,
  sun int not null,
  newest_ms double precision not null,
  task_key text collate "C" not null,
  developer_key text collate "C" not null,
  primary key (origin, task_key, week, developer_key, version, ci, linkable, exit_code)
);
create table if not exists astrolabe.expired_latencies (
  origin text collate "C" not null,
  task text collate "C" not null,
  week text collate "C" not null,
  bucket smallint not null,
  runs bigint not null,
  task_key text collate "C" not null,
  primary key (origin, task_key, week, bucket)
);
comment on table astrolabe.expired_cells is
  'What expired rows have left in astrolabe.cells, which counts them, too: a move carries it.';
comment on table astrolabe.expired_latencies is
  'What expired rows have left in astrolabe.latencies, which counts them, too: a move carries it.';

-- Its reasons grew.
alter table astrolabe.ledger drop constraint if exists ledger_outcome_check;
alter table astrolabe.ledger add constraint ledger_outcome_check
  check (outcome in ('stored', 'duplicate', 'rejected', 'deleted', 'expired', 'dropped_at_client'));

create or replace view astrolabe.ledger_totals with (security_invoker = true) as
  select outcome, reason, sum(row_count)::bigint as row_count
  from (
    select outcome, reason, row_count from astrolabe.ledger
    union all select outcome, reason, row_count from astrolabe.carried where outcome <> 'received'
  ) as counted
  group by outcome, reason;

-- A few pages: rows come in the order of this column. A move looks for those that came since it began.
create index if not exists events_received_at on public.events using brin (received_at);

-- Collectors look before they insert, and count what they refuse; this holds everybody to it.
create or replace function astrolabe.refuse_expired() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  horizon_ms constant bigint := (select before_ms from astrolabe.horizon);
  expired uuid;
begin
  if horizon_ms is null then return null; end if;
  select id into expired from inserted where astrolabe.recorded_ms(id, payload) < horizon_ms limit 1;
  if expired is null then return null; end if;
  raise exception using errcode = 'check_violation',
    message = 'new row for relation "events" violates check constraint "events_horizon_check"',
    detail = format('The event of row %s is from before %s: such rows have expired.', expired,
      to_char(timestamp 'epoch' + horizon_ms * interval '1 millisecond', 'YYYY-MM-DD'));
end
$$;

create or replace trigger refuse_expired after insert on public.events referencing new table as inserted
  for each statement execute function astrolabe.refuse_expired();

create or replace function astrolabe.is_expiring() returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select expiring = pg_current_xact_id_if_assigned() from astrolabe.horizon), false)
$$;

-- Looks at a stretch of rows, by id, and takes out those from before the horizon. Their deletion is none for the rollup
-- and the ledger: the trigger that counts deletions leaves out the transaction that is named here. What they leave in the
-- rollup is remembered, since it can't be counted anew.
create or replace function astrolabe.expire(
  wanted_ms bigint, after_id uuid, max_rows integer, out expired bigint, out next_id uuid, out horizon_ms bigint
)
language plpgsql volatile security definer set search_path = '' as $$
declare
  looked_at bigint;
begin
  insert into astrolabe.horizon as horizon (before_ms, expiring) values (wanted_ms, pg_current_xact_id())
  on conflict (singleton) do update
  set before_ms = greatest(horizon.before_ms, excluded.before_ms), expiring = excluded.expiring
  returning before_ms into horizon_ms;
  with looked as materialized (
    select id, payload from public.events
    where id >= coalesce(after_id, '00000000-0000-0000-0000-000000000000') and id is distinct from after_id
    order by id limit max_rows
  ), gone as (
    delete from public.events using looked
    where events.id = looked.id and astrolabe.recorded_ms(looked.id, looked.payload) < horizon_ms
    returning events.payload
  ), run as materialized (
    select * from astrolabe.run_details_of(array(select payload from gone))
  ), left_cells as (
    insert into astrolabe.expired_cells as cell
      (origin, task, week, developer, version, ci, linkable, exit_code, mon, tue, wed, thu, fri, sat, sun, newest_ms,
        task_key, developer_key)
    select '', task, week, developer, version, ci, linkable, exit_code,
      count(*) filter (where day = 0), count(*) filter (where day = 1), count(*) filter (where day = 2),
      count(*) filter (where day = 3), count(*) filter (where day = 4), count(*) filter (where day = 5),
      count(*) filter (where day = 6), max(end_ms), astrolabe.index_name(task), astrolabe.index_name(developer)
    from run
    group by task, week, developer, version, ci, linkable, exit_code
    on conflict (origin, task_key, week, developer_key, version, ci, linkable, exit_code) do update
    set mon = cell.mon + excluded.mon, tue = cell.tue + excluded.tue, wed = cell.wed + excluded.wed,
      thu = cell.thu + excluded.thu, fri = cell.fri + excluded.fri, sat = cell.sat + excluded.sat,
      sun = cell.sun + excluded.sun, newest_ms = greatest(cell.newest_ms, excluded.newest_ms)
  ), left_latencies as (
    insert into astrolabe.expired_latencies as latency (origin, task, week, bucket, runs, task_key)
    select '', task, week, latency_bucket, count(*), astrolabe.index_name(task)
    from run where latency_bucket is not null
    group by task, week, latency_bucket
    on conflict (origin, task_key, week, bucket) do update set runs = latency.runs + excluded.runs
  )
  select (select count(*) from gone), count(*), (select id from looked order by id desc limit 1)
  into expired, looked_at, next_id from looked;
  if looked_at < max_rows then next_id := null; end if;
  perform astrolabe.add_to_ledger('expired', '', expired);
  update astrolabe.horizon set expiring = null;
end
$$;
revoke all on function astrolabe.expire(bigint, uuid, integer) from public;

-- Takes back what expired rows of developers have left in the rollup. Latencies have no developer.
create or replace function astrolabe.forget_expired(developers text[]) returns void
language sql volatile security definer set search_path = '' as $$
  update astrolabe.cells as cell set mon = cell.mon - gone.mon, tue = cell.tue - gone.tue, wed = cell.wed - gone.wed,
    thu = cell.thu - gone.thu, fri = cell.fri - gone.fri, sat = cell.sat - gone.sat, sun = cell.sun - gone.sun
  from (
    select task_key, week, developer_key, version, ci, linkable, exit_code, sum(mon) as mon, sum(tue) as tue,
      sum(wed) as wed, sum(thu) as thu, sum(fri) as fri, sum(sat) as sat, sum(sun) as sun
    from astrolabe.expired_cells where developer = any (developers)
    group by task_key, week, developer_key, version, ci, linkable, exit_code
  ) as gone
  where (cell.task_key, cell.week, cell.developer_key, cell.version, cell.ci, cell.linkable, cell.exit_code)
    = (gone.task_key, gone.week, gone.developer_key, gone.version, gone.ci, gone.linkable, gone.exit_code);
  delete from astrolabe.cells where developer = any (developers) and mon + tue + wed + thu + fri + sat + sun = 0;
  delete from astrolabe.expired_cells where developer = any (developers)
$$;
revoke all on function astrolabe.forget_expired(text[]) from public;

-- Whoever is forgotten leaves nothing behind.
create or replace function astrolabe.forget_expired_too() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform astrolabe.forget_expired(array[new.developer]);
  return null;
end
$$;

create or replace trigger forget_expired_too after update of finished on astrolabe.forgotten
  for each row when (new.finished and not old.finished) execute function astrolabe.forget_expired_too();

create or replace trigger count_deleted after delete on public.events referencing old table as changed
  for each statement when (not astrolabe.is_expiring()) execute function astrolabe.count_runs('-1', 'deleted');

-- In a Supabase project, who may read what is new, and let rows expire.
do $$
begin
  if to_regrole('service_role') is not null then
    grant select on astrolabe.identity, astrolabe.carried, astrolabe.horizon, astrolabe.expired_cells,
      astrolabe.expired_latencies to service_role;
    grant execute on function astrolabe.expire(bigint, uuid, integer) to service_role;
  end if;
end
$$;

insert into astrolabe.migrations (number, name) values (8, '0008_move_and_expire.sql') on conflict do nothing;
