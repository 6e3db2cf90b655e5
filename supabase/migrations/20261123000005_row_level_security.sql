-- Who may do what through PostgREST. anon: insert events, and nothing else. service_role: everything.

alter table public.events enable row level security;
alter table public.nsm enable row level security;

-- Whatever an older set-up, or the project's default privileges, let them do ends here.
revoke all on public.events, public.nsm, public.successful_runs from public, anon, authenticated;
revoke all on function public.north_star(text, text, text) from public, anon, authenticated;
revoke all on schema astrolabe from public, anon, authenticated;

-- Only these columns: nobody else says when a row was stored.
grant insert (id, payload) on public.events to anon, authenticated;
drop policy if exists "anyone may insert events" on public.events;
create policy "anyone may insert events" on public.events for insert to anon, authenticated
  with check (received_at = now());

grant all on public.events, public.nsm to service_role;
grant select on public.successful_runs to service_role;
grant execute on function public.north_star(text, text, text) to service_role;
grant usage on schema astrolabe to service_role;
-- What later migrations add there, they grant themselves.
grant select on all tables in schema astrolabe to service_role;

-- Rows that are there stay as they are (not valid); new ones are held to this.
do $$
begin
  if not exists (select from pg_constraint where conrelid = 'public.events'::regclass and conname = 'payload_is_a_json_object') then
    alter table public.events add constraint payload_is_a_json_object
      check (payload is null or jsonb_typeof(payload) = 'object') not valid;
  end if;
  if not exists (select from pg_constraint where conrelid = 'public.events'::regclass and conname = 'payload_has_at_most_64_kib') then
    alter table public.events add constraint payload_has_at_most_64_kib
      check (payload is null or octet_length(payload::text) <= 65536) not valid;
  end if;
end
$$;
