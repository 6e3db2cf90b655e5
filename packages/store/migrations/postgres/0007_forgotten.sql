-- Forgetting developers who asked for it, and keeping out what comes late of theirs, whoever stores it.

create table if not exists astrolabe.forgotten (
  developer text collate "C" primary key,
  forgotten_at timestamptz not null,
  events bigint not null default 0, -- rows deleted
  totals bigint not null default 0, -- weekly totals taken away, in nsm and in events that hold them
  finished boolean not null default false -- nothing is left to delete
);
comment on table astrolabe.forgotten is
  'Developers who asked to be forgotten. Rows that they recorded before that are refused.';

-- When a row was recorded, in epoch milliseconds, as packages/store/src/recorded-at.ts has it: the time in its id, if that
-- is a UUIDv7, else its event's own timestamp; null where neither says it.
create or replace function astrolabe.recorded_ms(id uuid, event jsonb) returns double precision
language plpgsql immutable set search_path = '' as $$
begin
  if substr(id::text, 15, 1) = '7' and substr(id::text, 20, 1) in ('8', '9', 'a', 'b') then
    return ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint;
  end if;
  return case when jsonb_typeof(event) = 'object' then astrolabe.timestamp_ms(event) end;
end
$$;

-- Whether a row was recorded, as far as it tells, no later than its developer asked to be forgotten.
create or replace function astrolabe.was_recorded_before(id uuid, event jsonb, forgotten_at timestamptz) returns boolean
language sql stable set search_path = '' as $$
  select coalesce(astrolabe.recorded_ms(id, event) <= extract(epoch from forgotten_at) * 1000, true)
$$;

-- Makes the tombstones that are missing. Whoever inserts holds the lock that is taken here (collectors from the beginning of
-- their transactions): those who began before are waited for, and whoever comes later sees the tombstones.
create or replace function astrolabe.note_forgotten(developers text[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not exists (
    select from unnest(developers) as asked (developer)
    where not exists (select from astrolabe.forgotten where forgotten.developer = asked.developer)
  ) then
    return;
  end if;
  perform pg_advisory_xact_lock(1098085490, 2);
  -- Rounded up: a client is told milliseconds.
  insert into astrolabe.forgotten (developer, forgotten_at)
  select developer, date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond'
  from unnest(developers) as asked (developer)
  order by developer
  on conflict do nothing;
end
$$;

-- Erases developers: their rows (triggers take them out of the rollup and count them in the ledger) and weekly totals. The
-- second time changes nothing and answers the same. What they recorded after the first time stays. It looks at every row,
-- unless there is an index on the expression that is asked for first: the first of developer, user and username that is
-- a text, cut at about a pseudonym's length, since an index takes no long ones. What decides is astrolabe.developer_of, at
-- many times the cost.
create or replace function astrolabe.forget(developers text[]) returns setof astrolabe.forgotten
language plpgsql volatile security definer set search_path = '' as $$
declare
  tombstone astrolabe.forgotten;
  deleted bigint;
  edited bigint;
  uploaded bigint;
begin
  perform astrolabe.note_forgotten(developers);
  for tombstone in
    select * from astrolabe.forgotten
    where developer = any (developers) and not finished
    order by developer for update
  loop
    delete from public.events
    where left(coalesce(
        case when jsonb_typeof(payload -> 'developer') = 'string' then nullif(payload ->> 'developer', '') end,
        case when jsonb_typeof(payload -> 'user') = 'string' then nullif(payload ->> 'user', '') end,
        payload ->> 'username'
      ), 33) = tombstone.developer
      and astrolabe.developer_of(payload) = tombstone.developer
      and (received_at <= tombstone.forgotten_at
        or astrolabe.was_recorded_before(id, payload, tombstone.forgotten_at));
    get diagnostics deleted = row_count;
    update public.events set payload = payload #- array['totals', tombstone.developer]
    where payload ->> 'name' = 'nsm-weekly' and jsonb_typeof(payload -> 'totals') = 'object'
      and payload -> 'totals' ? tombstone.developer
      and received_at <= tombstone.forgotten_at;
    get diagnostics edited = row_count;
    delete from public.nsm where developer = tombstone.developer;
    get diagnostics uploaded = row_count;
    update astrolabe.forgotten set events = deleted, totals = edited + uploaded, finished = true
    where developer = tombstone.developer;
  end loop;
  return query select * from astrolabe.forgotten where developer = any (developers);
end
$$;

revoke all on function astrolabe.note_forgotten(text[]), astrolabe.forget(text[]) from public;

-- In a Supabase project, who may read what is new.
do $$
begin
  if to_regrole('service_role') is not null then
    grant select on astrolabe.forgotten to service_role;
  end if;
end
$$;

create or replace function astrolabe.await_forgetting() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock_shared(1098085490, 2);
  return null;
end
$$;

create or replace function astrolabe.refuse_forgotten() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not exists (select from astrolabe.forgotten) then return null; end if;
  if exists (
    select from changed
      join astrolabe.forgotten
      on forgotten.developer = left(coalesce(
          case when jsonb_typeof(payload -> 'developer') = 'string' then nullif(payload ->> 'developer', '') end,
          case when jsonb_typeof(payload -> 'user') = 'string' then nullif(payload ->> 'user', '') end,
          payload ->> 'username'
        ), 33)
        and forgotten.developer = astrolabe.developer_of(payload)
    where astrolabe.was_recorded_before(id, payload, forgotten_at)
  ) then
    raise exception 'new row for relation "events" violates check constraint "events_not_forgotten_check"'
      using errcode = 'check_violation', schema = 'public', table = 'events', constraint = 'events_not_forgotten_check',
        detail = 'Its developer has asked to be forgotten since it was recorded.';
  end if;
  return null;
end
$$;

do $$
begin
  if exists (select from pg_trigger where tgrelid = 'public.events'::regclass and tgname = 'check_inserted') then
    return;
  end if;
  create trigger await_forgetting before insert or update on public.events
    for each statement execute function astrolabe.await_forgetting();
  create trigger check_inserted after insert on public.events referencing new table as changed
    for each statement execute function astrolabe.refuse_forgotten();
  create trigger check_updated after update on public.events referencing new table as changed
    for each statement execute function astrolabe.refuse_forgotten();
end
$$;

insert into astrolabe.migrations (number, name) values (7, '0007_forgotten.sql') on conflict do nothing;
