-- What a run is: packages/metric/src/run.ts, said in SQL. A test holds the two together over random and hostile events.

do $$
begin
  if to_regtype('astrolabe.run') is null then
    create type astrolabe.run as (task text, week text, developer text, successful boolean);
  end if;
end
$$;

-- The run that an event tells of; null where it tells of none.
create or replace function astrolabe.run_of(event jsonb) returns astrolabe.run
language plpgsql immutable strict set search_path = '' as $$
declare
  seconds numeric;
  ms double precision;
  developer text;
begin
  if jsonb_typeof(event -> 'name') is distinct from 'string'
    or jsonb_typeof(event -> 'exit_code') is distinct from 'number' then
    return null;
  end if;
  -- Most events say when and who like this. To look for what the others say takes 2.7 times as long.
  if jsonb_typeof(event -> 'end_ts') = 'number' then
    seconds := (event -> 'end_ts')::numeric;
    if seconds between 1 and 1e10 then ms := seconds::double precision * 1000; end if;
  end if;
  if jsonb_typeof(event -> 'developer') = 'string' then developer := nullif(event ->> 'developer', ''); end if;
  if ms is null then ms := astrolabe.timestamp_ms(event); end if;
  if ms is null then return null; end if;
  return (
    event ->> 'name',
    -- The first millisecond has the same week, and what is closer to 0 might be too small to divide.
    to_char(timestamp 'epoch' + floor(greatest(ms, 1) / 86400000) * interval '1 day', 'IYYY"-W"IW'),
    coalesce(developer, astrolabe.developer_of(event)),
    -- A number closer to 0 than to any other double is 0.
    abs((event -> 'exit_code')::numeric) <= 2.4703282292062327208e-324
  );
end
$$;

-- When an event happened, in epoch milliseconds; null where it can't be said.
create or replace function astrolabe.timestamp_ms(event jsonb) returns double precision
language plpgsql immutable strict set search_path = '' as $$
declare
  field text;
  value jsonb;
  number double precision;
  ms double precision;
begin
  foreach field in array array['end_ts', 'timestamp', 'ts', 'time'] loop
    value := event -> field;
    case jsonb_typeof(value)
      when 'number' then
        number := astrolabe.nearest_double(value::numeric);
        continue when number = 0;
      when 'string' then
        continue when value = '""';
        number := astrolabe.decimal_seconds(value #>> '{}');
        if number is null then ms := astrolabe.iso8601_ms(value #>> '{}'); end if;
      when 'boolean' then
        continue when not value::boolean;
        return null;
      when 'array', 'object' then
        return null;
      else
        continue;
    end case;
    -- Numbers from 1e11 on are milliseconds.
    if number is not null then ms := case when number >= 1e11 then number else number * 1000 end; end if;
    return case when ms > 0 and ms < 253402300800000 then ms end;
  end loop;
  return null;
end
$$;

-- The number in a decimal text. Null where it isn't one, or too large or small for a double. To catch that takes a
-- subtransaction, so neither this nor what calls it is parallel safe.
create or replace function astrolabe.decimal_seconds(value text) returns double precision
language plpgsql immutable strict set search_path = '' as $$
declare
  -- What ECMAScript trims.
  blanks constant text := E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
  trimmed constant text := btrim(value, blanks);
begin
  if trimmed ~ '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$' then return trimmed::double precision; end if;
  return null;
exception when numeric_value_out_of_range then
  return null;
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
  -- Of the fraction it matters only whether there is one: it can make an instant be after the epoch, but change no week.
  return (make_date(year, month, day) - date '1970-01-01') * 86400000::double precision
    + (clock_seconds - offset_seconds) * 1000::double precision
    + case when part[7] ~ '[1-9]' then 0.5 else 0 end;
end
$$;

-- The first of developer, user and username that names someone.
create or replace function astrolabe.developer_of(event jsonb) returns text
language plpgsql immutable strict parallel safe set search_path = '' as $$
declare
  value jsonb;
begin
  foreach value in array array[event -> 'developer', event -> 'user', event -> 'username'] loop
    case jsonb_typeof(value)
      when 'string' then
        if value <> '""' then return value #>> '{}'; end if;
      when 'number' then
        if astrolabe.nearest_double(value::numeric) is distinct from 0 then
          return astrolabe.number_text(value::numeric);
        end if;
      else
        continue;
    end case;
  end loop;
  return 'unknown';
end
$$;

-- ECMAScript's String(n): https://tc39.es/ecma262/#sec-numeric-types-number-tostring
create or replace function astrolabe.number_text(number numeric) returns text
language plpgsql immutable strict parallel safe set search_path = '' set extra_float_digits = 1 as $$
declare
  value constant double precision := abs(astrolabe.nearest_double(number));
  sign constant text := case when number < 0 then '-' else '' end;
  scientific constant text[] := regexp_match(value::text, '^([0-9]+)[.]?([0-9]*)(?:e([+-][0-9]+))?$');
  significant constant text := ltrim(scientific[1] || scientific[2], '0');
  -- Where the decimal point stands among the significant digits.
  point int := coalesce(scientific[3]::int, 0) + length(significant) - length(scientific[2]);
  digits text := rtrim(significant, '0');
  shorter text;
begin
  if value is null then return sign || 'Infinity'; end if;
  if value = 0 then return '0'; end if;
  -- PostgreSQL avoids a shortest text that lies exactly between two doubles, as 1e23 does; ECMAScript does not.
  for places in 15 .. length(digits) - 1 loop
    shorter := round(digits::numeric, places - length(digits))::text;
    if astrolabe.nearest_double((shorter || 'e' || point - length(digits))::numeric) = value then
      point := point + length(shorter) - length(digits);
      digits := rtrim(shorter, '0');
      exit;
    end if;
  end loop;
  return sign || case
    when point between length(digits) and 21 then rpad(digits, point, '0')
    when point between 1 and 21 then substr(digits, 1, point) || '.' || substr(digits, point + 1)
    when point between -5 and 0 then '0.' || repeat('0', -point) || digits
    else substr(digits, 1, 1) || case when length(digits) > 1 then '.' || substr(digits, 2) else '' end
      || case when point > 0 then 'e+' else 'e-' end || abs(point - 1)
  end;
end
$$;

-- jsonb's numbers are exact; a JSON number means the nearest double (RFC 8259, 6). Null: beyond the largest double.
create or replace function astrolabe.nearest_double(number numeric) returns double precision
language sql immutable strict parallel safe set search_path = '' as $$
  select case
    when abs(number) <= 2.4703282292062327208e-324 then 0
    when abs(number) < 1.7976931348623158079e308 then number::double precision
  end
$$;

insert into astrolabe.migrations (number, name) values (2, '0002_run.sql') on conflict do nothing;
