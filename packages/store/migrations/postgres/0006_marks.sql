-- What happened that may explain a change: releases and outages. The same one sent again is the same row.
create table if not exists astrolabe.marks (
  at timestamptz not null,
  kind text not null check (kind in ('release', 'outage')),
  text text collate "C" not null,
  primary key (at, kind, text)
);
comment on table astrolabe.marks is 'Releases and outages, drawn over the weeks.';

-- In a Supabase project, who may read and add them.
do $$
begin
  if to_regrole('service_role') is not null then
    grant select, insert on astrolabe.marks to service_role;
  end if;
end
$$;

insert into astrolabe.migrations (number, name) values (6, '0006_marks.sql') on conflict do nothing;
