-- The tables. What people and programs read lies in schema public; what triggers and collectors keep lies in schema
-- astrolabe, which no HTTP API offers.
--
-- Each of these files can be run on an empty database, on the table of an older set-up (full or not), and again: the
-- collector runs those that astrolabe.migrations doesn't name, and so does the Supabase CLI. Each ends by naming itself.

create schema if not exists astrolabe;

create table if not exists astrolabe.migrations (
  number integer primary key,
  name text not null,
  checksum text, -- SHA-256 of the file, where a collector ran it
  applied_at timestamptz not null default now()
);
comment on table astrolabe.migrations is 'The migrations that this database has had.';

create table if not exists public.events (
  id uuid primary key default gen_random_uuid(),
  payload jsonb
);
alter table public.events add column if not exists received_at timestamptz not null default now();
comment on table public.events is 'Pseudonymous events of command-line tools, one a row, as they were recorded.';
comment on column public.events.id is 'Made when the event was recorded: sending it again cannot count twice.';
comment on column public.events.received_at is 'When the row was stored.';

create table if not exists public.nsm (
  task text collate "C" not null,
  week text collate "C" not null,
  developer text collate "C" not null,
  successful_runs bigint not null,
  primary key (task, week, developer)
);
comment on table public.nsm is 'Weekly totals of successful runs that were computed elsewhere, as nsm-upload posts them.';

-- Names can be longer than an index takes, so the key is a digest of them (astrolabe.rollup_key). Half of each page is
-- left free: a count that grows then stays on its page, and no index has to follow.
create table if not exists astrolabe.weekly_runs (
  key bytea primary key,
  task text collate "C" not null,
  week text collate "C" not null,
  developer text collate "C" not null,
  runs bigint not null,
  successful_runs bigint not null
) with (fillfactor = 50);
create index if not exists weekly_runs_week on astrolabe.weekly_runs (week);
comment on table astrolabe.weekly_runs is 'The rollup: runs by task, ISO week (UTC) and developer, kept by triggers.';

-- Each count is the sum of several rows (spread), so that writers needn't wait for each other.
create table if not exists astrolabe.ledger (
  outcome text not null check (outcome in ('stored', 'duplicate', 'rejected', 'deleted')),
  reason text collate "C" not null, -- empty except for 'rejected'
  spread smallint not null,
  row_count bigint not null,
  primary key (outcome, reason, spread)
) with (fillfactor = 50);
comment on table astrolabe.ledger is
  'Where every row that was received went: stored, duplicate or rejected. Of the stored, some were deleted since.';

insert into astrolabe.migrations (number, name) values (1, '0001_events.sql') on conflict do nothing;
