import assert from "node:assert/strict";
import { test } from "node:test";
import { openStore } from "../src/open-store.ts";
import { readMigrations } from "../src/migration.ts";
import { assertConsistent, storedRows } from "./contract/stored-rows.ts";
import { hostileEvent } from "./hostile-event.ts";
import { postgresSuite, runSql } from "./postgres-server.ts";
import type { PostgresDatabase } from "./postgres-server.ts";
import { createRandom } from "./random.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const run = { name: "ai-do", exit_code: 0, end_ts: 1_763_836_012, developer: "ann" };
const id = "00000000-0000-4000-8000-00000000000a";

async function openAndClose(url: string): Promise<void> {
  await (await openStore(url)).close();
}

async function migrate(database: PostgresDatabase): Promise<void> {
  for (const { sql } of readMigrations("postgres")) await database.query(sql);
}

postgresSuite("a PostgreSQL database", (server) => {
  test("gets every migration, each recorded with its name and checksum", async () => {
    const database = await server.createEmptyDatabase();
    await openAndClose(database.url.replace("postgres:", "postgresql:"));
    const recorded = await database.query(
      "SELECT number, name, checksum FROM astrolabe.migrations ORDER BY number",
    );
    const known = readMigrations("postgres").map(({ number, name, checksum }) => ({
      number,
      name,
      checksum,
    }));
    assert.deepEqual(recorded, known);
    assert.deepEqual(
      known.map(({ number }) => number),
      known.map((_, index) => index + 1),
    );
    await database.remove();
  });

  test("that is full and of an older version is upgraded without losing a number", async (context) => {
    context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same again`);
    const random = createRandom(seed);
    const events = Array.from({ length: 2000 }, () => hostileEvent(random));
    const database = await server.createEmptyDatabase();
    for (const { sql } of readMigrations("postgres").slice(0, 4)) await database.query(sql);
    await database.query(
      "INSERT INTO public.events (payload) SELECT element FROM jsonb_array_elements($1) AS element",
      [`[${events.join(",")}]`],
    );
    const old = `SELECT week, developer, runs::int, successful_runs::int AS "successfulRuns"
      FROM astrolabe.weekly_runs WHERE task = 'ai-do' ORDER BY week, developer`;
    const before = await database.query(old);
    const store = await openStore(database.url);
    assert.deepEqual(await store.weeklyCounts({ task: "ai-do" }), before);
    assert.equal((await assertConsistent(store, ["ai-do", "build"])).length, events.length);
    await store.insertEvents([{ payload: run }]);
    await assertConsistent(store, ["ai-do", "build"]);
    await store.close();
    await database.remove();
  });

  test("opened again, it is not written to", async () => {
    const database = await server.createDatabase();
    const snapshot = "SELECT txid_snapshot_xmax(txid_current_snapshot()) AS next";
    const before = await database.query(snapshot);
    await openAndClose(database.url);
    assert.deepEqual(await database.query(snapshot), before);
    await database.remove();
  });

  test("that others made with the same migrations is used as it is", async () => {
    const database = await server.createEmptyDatabase();
    await migrate(database);
    await migrate(database);
    const store = await openStore(database.url);
    await store.insertEvents([{ payload: run }]);
    await assertConsistent(store, ["ai-do"]);
    await store.close();
    assert.deepEqual(await database.query("SELECT DISTINCT checksum FROM astrolabe.migrations"), [
      { checksum: null },
    ]);
    await database.remove();
  });

  test("that is new is migrated once when several stores open it at the same time", async () => {
    const database = await server.createEmptyDatabase();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(database.url)));
    await Promise.all(stores.map((store) => store.insertEvents([{ payload: run }])));
    assert.equal((await storedRows(stores[0] ?? assert.fail())).length, 6);
    await Promise.all(stores.map((store) => store.close()));
    await database.remove();
  });

  test("that a newer version or another migration made is left alone", async () => {
    const database = await server.createEmptyDatabase();
    await openAndClose(database.url);
    await database.query("INSERT INTO astrolabe.migrations (number, name) VALUES (9999, '9999_later.sql')");
    await assert.rejects(
      openStore(database.url),
      /: a newer version made it \(migration 9999; .*Install the newer/,
    );
    await database.query(
      "DELETE FROM astrolabe.migrations WHERE number = 9999; UPDATE astrolabe.migrations SET checksum = 'x' WHERE number = 2",
    );
    await assert.rejects(openStore(database.url), /: its migration 2 .* isn't the one that this version has/);
    await database.remove();
  });

  test("in which a migration fails stays as it was, and the next start tries again", async () => {
    const database = await server.createEmptyDatabase();
    await database.query("CREATE VIEW public.events AS SELECT 1 AS id");
    await assert.rejects(openStore(database.url), /Can't open the database .*: .*"events"/);
    assert.deepEqual(await database.query("SELECT 1 FROM pg_namespace WHERE nspname = 'astrolabe'"), []);
    await database.query("DROP VIEW public.events");
    await openAndClose(database.url);
    await database.remove();
  });

  test("that is not encoded in UTF-8 is refused", async () => {
    await runSql(
      server.url("postgres"),
      "CREATE DATABASE latin ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0",
    );
    await assert.rejects(
      openStore(server.url("latin")),
      /its encoding is LATIN1\. Create a database with UTF8/,
    );
  });

  test("works whatever its search_path, its style of dates and its carelessness about the disk", async () => {
    const database = await server.createEmptyDatabase();
    await database.query(
      `CREATE SCHEMA other; CREATE TABLE other.events (id int);
      CREATE FUNCTION other.jsonb_typeof(jsonb) RETURNS text LANGUAGE sql AS $$ SELECT 'wrong' $$`,
    );
    await database.query(
      `ALTER DATABASE ${database.name} SET search_path = other, pg_catalog;
      ALTER DATABASE ${database.name} SET datestyle = 'SQL, DMY';
      ALTER DATABASE ${database.name} SET timezone = 'Pacific/Kiritimati';
      ALTER DATABASE ${database.name} SET extra_float_digits = -3;
      ALTER DATABASE ${database.name} SET standard_conforming_strings = off;
      ALTER DATABASE ${database.name} SET default_transaction_isolation = 'serializable';
      ALTER DATABASE ${database.name} SET synchronous_commit = off`,
    );
    const store = await openStore(database.url);
    await database.query(
      `CREATE TABLE other.seen (setting text); GRANT ALL ON other.seen TO PUBLIC;
      CREATE FUNCTION other.see() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO other.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
      CREATE TRIGGER see AFTER INSERT ON public.events EXECUTE FUNCTION other.see()`,
    );
    const dates = ["2024-12-30", "2026-11-22T23:59:59.999Z", " 1763836012.5 ", 1e12 + 0.1];
    await store.insertEvents(dates.map((end_ts) => ({ payload: { ...run, end_ts, developer: 0.1 + 0.2 } })));
    await assertConsistent(store, ["ai-do"]);
    await store.close();
    assert.deepEqual(await database.query("SELECT setting FROM other.seen"), [{ setting: "on" }]);
    await database.remove();
  });

  test("counts rows that come, change and go without the store", async () => {
    const database = await server.createDatabase();
    const store = await openStore(database.url);
    const weekly = (): ReturnType<typeof store.weeklyCounts> => store.weeklyCounts({ task: "ai-do" });
    await store.insertEvents([{ id, payload: run }]);
    await database.query(
      `INSERT INTO public.events (payload) SELECT jsonb_set($1, '{developer}', to_jsonb(n % 7)) FROM generate_series(1, 500) n`,
      [JSON.stringify(run)],
    );
    await assertConsistent(store, ["ai-do"]);
    assert.equal((await store.ledger()).stored, 501);
    await database.query("UPDATE public.events SET payload = payload || '{\"exit_code\": 1}' WHERE id = $1", [
      id,
    ]);
    assert.deepEqual(
      (await weekly()).find(({ developer }) => developer === "ann"),
      { week: "2025-W47", developer: "ann", runs: 1, successfulRuns: 0 },
    );
    await database.query("DELETE FROM public.events WHERE id = $1", [id]);
    assert.equal(
      (await weekly()).find(({ developer }) => developer === "ann"),
      undefined,
    );
    await database.query("TRUNCATE public.events");
    assert.deepEqual(await weekly(), []);
    assert.deepEqual(await database.query("SELECT * FROM astrolabe.cells"), []);
    assert.deepEqual(await database.query("SELECT * FROM astrolabe.latencies"), []);
    await assertConsistent(store, ["ai-do"]);
    assert.deepEqual(await store.ledger(), {
      received: 501,
      stored: 501,
      duplicate: 0,
      rejected: {},
      deleted: 501,
      expired: 0,
    });
    await store.close();
    await database.remove();
  });

  test("takes names of any length", async () => {
    const database = await server.createDatabase();
    const store = await openStore(database.url);
    const long = Array.from({ length: 20_000 }, (_, n) => n.toString(36)).join("");
    for (const developer of [`${long}a`, `${long}b`]) {
      await store.insertEvents([{ payload: { ...run, name: long, developer } }]);
    }
    assert.equal((await store.weeklyCounts({ task: long })).length, 2);
    await store.close();
    await database.remove();
  });

  test("keeps numbers as the caller's JSON text says them", async () => {
    const database = await server.createDatabase();
    const store = await openStore(database.url);
    const json = '{"n": 12345678901234567890.10, "a": "\\ud83d\\ude00 \\\\u0000 \\udead"}';
    await store.insertEvents([{ payload: JSON.parse(json), json }]);
    const { rows } = await store.readRows({
      table: "events",
      select: [{ expression: { column: "payload", path: [], asText: false }, as: "p" }],
      filters: [],
      order: [],
    });
    assert.deepEqual(rows, ['{"p":{"a": "😀 \\\\u0000 \ufffd", "n": 12345678901234567890.10}}']);
    await store.close();
    await database.remove();
  });

  test("refuses what it can't hold with PostgreSQL's code, and only that", async () => {
    const database = await server.createDatabase();
    await database.query(
      "ALTER TABLE public.events ADD CONSTRAINT small CHECK (octet_length(payload::text) < 100)",
    );
    const store = await openStore(database.url);
    const payloads: readonly [string, unknown][] = [
      ["stored", 1],
      ["23514", "x".repeat(200)],
      ["stored", 2],
      ["22P05", { a: "\u0000" }],
      ["23514", "y".repeat(200)],
      ["stored", 3],
    ];
    const outcomes = await Promise.allSettled(
      payloads.map(([, payload]) => store.insertEvents([{ payload }])),
    );
    assert.deepEqual(
      outcomes.map((outcome) =>
        outcome.status === "fulfilled" ? outcome.value.kind : String(outcome.reason.code),
      ),
      payloads.map(([expected]) => expected),
    );
    await assert.rejects(
      store.insertEvents([{ payload: 1, json: "1e400000" }]),
      ({ code }: { code: string }) => code.startsWith("22"),
    );
    assert.equal((await storedRows(store)).length, 3);
    await store.close();
    await database.remove();
  });

  test("forgets by SQL what others store, too, and waits for those who are storing at that moment", async () => {
    const database = await server.createEmptyDatabase();
    await openAndClose(database.url);
    const developer = "a".repeat(32);
    const late = "018f0000-0000-7000-8000-00000000000a";
    const event = JSON.stringify({ ...run, developer });
    await database.query("INSERT INTO public.events (id, payload) VALUES ($1, $2)", [id, event]);
    // Inserted before the tombstone, and committed only when forgetting has begun.
    const inserting = database.query(
      `BEGIN; INSERT INTO public.events (payload) VALUES ('${event}'); SELECT pg_sleep(0.3); COMMIT`,
    );
    const underWay =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE 'BEGIN; INSERT%' AND wait_event = 'PgSleep'";
    while ((await database.query(underWay))[0]?.["n"] === 0);
    const store = await openStore(database.url);
    const [forgotten] = await store.forget({ developers: [developer] });
    await inserting;
    assert.deepEqual([forgotten?.events, forgotten?.totals], [2, 0]);

    const again = await database.query(
      "SELECT events::int, totals::int, finished FROM astrolabe.forget(array[$1])",
      [developer],
    );
    assert.deepEqual(again, [{ events: 2, totals: 0, finished: true }]);
    const insert = (sql: string): Promise<unknown> => database.query(sql, [late, event]);
    for (const sql of [
      "INSERT INTO public.events (id, payload) VALUES ($1, $2)",
      "INSERT INTO public.events (id, payload) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET payload = excluded.payload",
    ]) {
      await assert.rejects(insert(sql), { code: "23514", constraint: "events_not_forgotten_check" });
    }
    await database.query("INSERT INTO public.events (id, payload) VALUES ($1, $2)", [
      id,
      JSON.stringify(run),
    ]);
    await assert.rejects(insert("UPDATE public.events SET id = $1, payload = $2"), { code: "23514" });
    assert.deepEqual(await assertConsistent(store, ["ai-do"]), [{ id, payload: run }]);

    // The index that docs/decisions/forgetting.md offers to whoever has more rows than can be looked at.
    const plain =
      "left(coalesce(case when jsonb_typeof(payload -> 'developer') = 'string' then nullif(payload ->> 'developer', '') end, case when jsonb_typeof(payload -> 'user') = 'string' then nullif(payload ->> 'user', '') end, payload ->> 'username'), 33)";
    const plan = await database.query(
      `CREATE INDEX plain_developer ON public.events ((${plain})); SET enable_seqscan = off;
      EXPLAIN SELECT FROM public.events WHERE ${plain} = 'ann'`,
    );
    assert.match(JSON.stringify(plan), /Index .*plain_developer/);

    // As a collector leaves it that dies between the two transactions of its own.
    await database.query("UPDATE astrolabe.forgotten SET finished = false");
    const next = await openStore(database.url);
    const unfinished = "SELECT 1 FROM astrolabe.forgotten WHERE NOT finished";
    for (let look = 0; look < 200 && (await database.query(unfinished)).length > 0; look++);
    await next.close();
    assert.deepEqual(await database.query("SELECT finished FROM astrolabe.forgotten"), [{ finished: true }]);
    await store.close();
    await database.remove();
  });

  test("can be read by a role that may only read, and says what it needs to be written to", async () => {
    const database = await server.createDatabase();
    const owner = await openStore(database.url);
    await owner.insertEvents([{ id, payload: run }]);
    await database.query(
      `CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA public, astrolabe TO reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA public, astrolabe TO reader;
      CREATE ROLE replica LOGIN SUPERUSER; ALTER ROLE replica SET default_transaction_read_only = on`,
    );
    for (const [role, reason] of [
      [
        "reader",
        /Nothing was stored in the database 127\.0\.0\.1:\d+\/test_\d+: permission denied .*Grant it/,
      ],
      ["replica", /read-only transaction\. It takes no writes/],
    ] as const) {
      const store = await openStore(server.url(database.name, role));
      await store.ping();
      assert.deepEqual(await storedRows(store), [{ id, payload: run }]);
      assert.equal((await store.weeklyCounts({ task: "ai-do" })).length, 1);
      assert.equal((await store.ledger()).stored, 1);
      await assert.rejects(store.insertEvents([{ payload: 1 }]), reason);
      await assert.rejects(store.recordRejected("invalid_json", 1), reason);
      await assert.rejects(store.insertNsm([{ ...nsm }]), reason);
      await store.close();
    }
    await assert.rejects(
      openStore(server.url("postgres", "reader")),
      /Can't open the database .*: permission denied .*Grant it/,
    );
    await owner.close();
    await database.remove();
  });

  test("is named without user and password when it can't be opened", async () => {
    const wrong = [
      "postgres://ann:secret@127.0.0.1:1/x",
      "postgres://ann:secret@[oops/x",
      "postgres://ann:secret@nowhere.invalid/x",
      server.url("missing").replace("postgres@", "postgres:secret@"),
      server.url("postgres").replace("postgres@", "nobody:secret@"),
    ];
    for (const url of wrong) {
      await assert.rejects(openStore(url), (error: Error) => {
        assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`, /secret/);
        assert.match(error.message, /Can't open the database|can't be read/);
        return true;
      });
    }
  });
});

const nsm = { task: "ai-do", week: "2026-W47", developer: "ann", successful_runs: 3 };
