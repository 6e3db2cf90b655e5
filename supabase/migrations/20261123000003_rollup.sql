-- Keeps the rollup, and the ledger's 'stored' and 'deleted', in the transaction that changes the rows, whoever changes
-- them: a collector, PostgREST, or a person with SQL.

-- The length keeps apart what would otherwise read the same: task "a" of "bc", and "ab" of "c".
create or replace function astrolabe.rollup_key(task text, week text, developer text) returns bytea
language sql immutable strict parallel safe set search_path = '' as $$
  select sha256(convert_to(length(task) || ' ' || task || week || developer, 'UTF8'))
$$;

create or replace function astrolabe.add_to_ledger(outcome text, reason text, row_count bigint) returns void
language sql volatile set search_path = '' as $$
  insert into astrolabe.ledger as ledger (outcome, reason, spread, row_count)
  select add_to_ledger.outcome, add_to_ledger.reason, pg_backend_pid() % 16, add_to_ledger.row_count
  where add_to_ledger.row_count > 0
  on conflict (outcome, reason, spread) do update set row_count = ledger.row_count + excluded.row_count
$$;

-- Arguments: 1 to add the rows that a statement has changed, -1 to take them back; and what they are in the ledger, if
-- anything. In the order of the key, so that statements about the same developers wait for each other instead of
-- locking each other out.
create or replace function astrolabe.count_changed() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  times constant int := tg_argv[0];
  emptied bytea[];
begin
  with counted as (
    select astrolabe.rollup_key(task, week, developer) as key, task, week, developer,
      times * count(*) as runs, times * count(*) filter (where successful) as successful_runs
    from changed cross join lateral astrolabe.run_of(payload)
    where task is not null
    group by task, week, developer
  ), summed as (
    insert into astrolabe.weekly_runs as rollup (key, task, week, developer, runs, successful_runs)
    select * from counted order by key
    on conflict (key) do update
    set runs = rollup.runs + excluded.runs, successful_runs = rollup.successful_runs + excluded.successful_runs
    returning rollup.key, rollup.runs
  )
  select array_agg(key) into emptied from summed where runs = 0;
  -- Once their last run is taken back, nothing may be left of a developer.
  if emptied is not null then
    delete from astrolabe.weekly_runs where key = any (emptied) and runs = 0;
  end if;
  if tg_nargs > 1 then
    perform astrolabe.add_to_ledger(tg_argv[1], '', (select count(*) from changed));
  end if;
  return null;
end
$$;

create or replace function astrolabe.count_truncated() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform astrolabe.add_to_ledger('deleted', '', (select count(*) from public.events));
  delete from astrolabe.weekly_runs;
  return null;
end
$$;

-- Making a trigger keeps writers out of the table until the transaction ends, so no row can come between the triggers
-- and the count of what is there already. One statement: it happens once, whole, or not at all.
do $$
begin
  if exists (select from pg_trigger where tgrelid = 'public.events'::regclass and tgname = 'count_inserted') then
    return;
  end if;
  create trigger count_inserted after insert on public.events referencing new table as changed
    for each statement execute function astrolabe.count_changed('1', 'stored');
  create trigger count_deleted after delete on public.events referencing old table as changed
    for each statement execute function astrolabe.count_changed('-1', 'deleted');
  create trigger count_updated_after after update on public.events referencing new table as changed
    for each statement execute function astrolabe.count_changed('1');
  create trigger count_updated_before after update on public.events referencing old table as changed
    for each statement execute function astrolabe.count_changed('-1');
  create trigger count_truncated before truncate on public.events
    for each statement execute function astrolabe.count_truncated();

  insert into astrolabe.weekly_runs (key, task, week, developer, runs, successful_runs)
  select astrolabe.rollup_key(task, week, developer), task, week, developer, count(*), count(*) filter (where successful)
  from public.events cross join lateral astrolabe.run_of(payload)
  where task is not null
  group by task, week, developer;
  perform astrolabe.add_to_ledger('stored', '', (select count(*) from public.events));
end
$$;

insert into astrolabe.migrations (number, name) values (3, '0003_rollup.sql') on conflict do nothing;
