-- The number, for people who use SQL.

-- A row a week that has runs, oldest first, with the fields of `astrolabe metric --json`. `since` and `until` are ISO
-- weeks such as 2026-W47, both included.
create or replace function public.north_star(task text default 'ai-do', since text default null, until text default null)
returns table (
  week text, successful_runs bigint, runs bigint, active_developers bigint,
  per_developer double precision, success_rate double precision, complete boolean
)
language sql stable set search_path = '' as $$
  select rollup.week, sum(rollup.successful_runs)::bigint, sum(rollup.runs)::bigint,
    count(*) filter (where rollup.successful_runs > 0),
    sum(rollup.successful_runs)::double precision / nullif(count(*) filter (where rollup.successful_runs > 0), 0),
    sum(rollup.successful_runs)::double precision / sum(rollup.runs)::double precision,
    to_date(rollup.week, 'IYYY"-W"IW') + 7 <= (now() at time zone 'utc')::date
  from astrolabe.weekly_runs as rollup
  where rollup.task = north_star.task
    and (since is null or rollup.week >= since) and (until is null or rollup.week <= until)
  group by rollup.week
  order by rollup.week
$$;
comment on function public.north_star is
  'Successful runs per active developer, by ISO week (UTC); complete: the week has ended.';

create or replace view public.successful_runs with (security_invoker = true) as
  select task, developer, week, successful_runs
  from astrolabe.weekly_runs
  where successful_runs > 0;
comment on view public.successful_runs is 'What nsm-stats prints, of every task: successful runs by developer and ISO week (UTC).';

create or replace view astrolabe.ledger_totals with (security_invoker = true) as
  select outcome, reason, sum(row_count)::bigint as row_count
  from astrolabe.ledger
  group by outcome, reason;
comment on view astrolabe.ledger_totals is 'The ledger, summed up: received = stored + duplicate + all that was rejected.';

insert into astrolabe.migrations (number, name) values (4, '0004_north_star.sql') on conflict do nothing;
