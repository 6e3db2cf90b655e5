import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { uuidV7 } from "@astrolabe/client";
import { openStore } from "@astrolabe/store";
import { assertConsistent } from "../packages/store/test/contract/stored-rows.ts";
import { hostileEvent } from "../packages/store/test/hostile-event.ts";
import { postgresSuite } from "../packages/store/test/postgres-server.ts";
import type { PostgresDatabase, PostgresServer } from "../packages/store/test/postgres-server.ts";
import { createRandom } from "../packages/store/test/random.ts";
import { root } from "./source-files.ts";
import { makeProject, runMigrations, supabaseMigrations } from "./supabase-project.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const run = `{"name": "ai-do", "developer": "ann", "exit_code": 0, "end_ts": 1763836012}`;

test("Supabase's migrations are the store's, byte for byte, and row-level security", () => {
  const ofStore = ["postgres", "supabase"].flatMap((folder) => {
    const directory = `${root}packages/store/migrations/${folder}/`;
    const names = readdirSync(directory).toSorted();
    return names.map((name) => ({
      name: name.replace(/^\d+_/, ""),
      sql: readFileSync(directory + name, "utf8"),
    }));
  });
  const ofSupabase = supabaseMigrations().map(({ name, sql }) => ({
    name: name.replace(/^\d{14}_/, ""),
    sql,
  }));
  // A project that has had some gets the others only if they come after: what is new comes last, with its own grants.
  const isSecurity = ({ name }: { name: string }): boolean => name === "row_level_security.sql";
  assert.equal(ofSupabase.findIndex(isSecurity), 4);
  const inOrder = [...ofSupabase.filter((one) => !isSecurity(one)), ...ofSupabase.filter(isSecurity)];
  assert.deepEqual(inOrder, ofStore);
});

async function createProject(server: PostgresServer): Promise<PostgresDatabase> {
  const database = await server.createEmptyDatabase();
  await makeProject(database);
  return database;
}

/** All that the migrations make or change, apart from when they did. */
async function snapshot({ query }: PostgresDatabase): Promise<unknown> {
  const parts = [
    "SELECT id, payload::text, received_at FROM public.events ORDER BY id",
    "SELECT * FROM astrolabe.cells ORDER BY task, week, developer, version, ci, linkable, exit_code",
    "SELECT * FROM astrolabe.latencies ORDER BY task, week, bucket",
    "SELECT * FROM astrolabe.ledger_totals ORDER BY outcome",
    "SELECT number, name FROM astrolabe.migrations ORDER BY number",
    "SELECT oid::regclass::text, relacl::text[], relrowsecurity FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'astrolabe'::regnamespace) ORDER BY 1",
    "SELECT attname, attacl::text FROM pg_attribute WHERE attrelid = 'public.events'::regclass AND attnum > 0",
    "SELECT proname, proacl::text, prosrc FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'astrolabe'::regnamespace) ORDER BY 1",
    "SELECT tgname FROM pg_trigger WHERE tgrelid = 'public.events'::regclass ORDER BY 1",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.events'::regclass ORDER BY 1",
    "SELECT * FROM pg_policies",
  ];
  return Promise.all(parts.map((sql) => query(sql)));
}

postgresSuite("a Supabase project", (server) => {
  test("whose table is full is upgraded without losing or changing a row, and again without any change", async (context) => {
    context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same again`);
    const database = await createProject(server);
    await database.query(
      `CREATE SCHEMA extensions; CREATE EXTENSION "uuid-ossp" SCHEMA extensions;
      CREATE TABLE public.events (id uuid PRIMARY KEY DEFAULT extensions.uuid_generate_v4(), payload jsonb);
      ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
      CREATE POLICY "read" ON public.events FOR SELECT TO anon USING (true)`,
    );
    const random = createRandom(seed);
    const payloads = Array.from({ length: 5000 }, () => hostileEvent(random));
    payloads.push(
      "null",
      "5",
      '"text"',
      "true",
      "[]",
      `[${run}]`,
      "{}",
      `{"payload": ${run}}`,
      JSON.stringify({ x: "x".repeat(100_000) }),
    );
    await database.query(
      "INSERT INTO public.events (payload) SELECT element FROM jsonb_array_elements($1) AS element",
      [`[${payloads.join(",")}]`],
    );
    await database.query("INSERT INTO public.events (payload) VALUES (NULL)");
    const rows = "SELECT id, payload::text FROM public.events ORDER BY id";
    const before = await database.query(rows);

    await runMigrations(database);
    assert.deepEqual(await database.query(rows), before);
    const store = await openStore(database.url);
    assert.equal((await assertConsistent(store, ["ai-do", "build"])).length, payloads.length + 1);
    assert.ok((await store.weeklyCounts({ task: "ai-do" })).length > 10);
    await store.close();

    const upgraded = await snapshot(database);
    await runMigrations(database);
    await (await openStore(database.url)).close();
    assert.deepEqual(await snapshot(database), upgraded);
    await assert.rejects(database.query("SET ROLE anon; SELECT id FROM public.events"), { code: "42501" });
    await database.query(`INSERT INTO public.events (payload) VALUES ('${run}')`);
    await database.remove();
  });

  test("lets anon insert events, each counted, and nothing else", async () => {
    const database = await createProject(server);
    await runMigrations(database);
    for (const role of ["anon", "authenticated"]) {
      const as = (sql: string): Promise<unknown> => database.query(`SET ROLE ${role}; ${sql}`);
      await as(`INSERT INTO public.events (payload) VALUES ('${run}'), (NULL)`);
      await as("INSERT INTO public.events (id, payload) VALUES (gen_random_uuid(), '{}')");
      await as("INSERT INTO public.events DEFAULT VALUES");
      for (const sql of [
        "SELECT id FROM public.events",
        "SELECT count(*) FROM public.events",
        "INSERT INTO public.events (payload) VALUES ('{}') RETURNING id",
        "INSERT INTO public.events (id) VALUES (gen_random_uuid()) ON CONFLICT (id) DO NOTHING",
        "INSERT INTO public.events (received_at) VALUES ('2020-01-01')",
        "UPDATE public.events SET payload = '{}'",
        "DELETE FROM public.events",
        "TRUNCATE public.events",
        "SELECT * FROM public.nsm",
        "INSERT INTO public.nsm VALUES ('ai-do', '2026-W47', 'ann', 1)",
        "SELECT * FROM public.successful_runs",
        "SELECT * FROM public.north_star()",
        "SELECT * FROM astrolabe.cells",
        "SELECT * FROM astrolabe.latencies",
        "SELECT * FROM astrolabe.weekly_counts",
        "SELECT * FROM astrolabe.marks",
        "INSERT INTO astrolabe.marks VALUES (now(), 'release', 'v1')",
        "SELECT astrolabe.add_to_ledger('stored', '', 1)",
        "SELECT astrolabe.run_detail_of('{}')",
        "SELECT astrolabe.forget(array['ann'])",
      ]) {
        await assert.rejects(as(sql), { code: "42501" }, sql);
      }
    }
    const store = await openStore(database.url);
    assert.equal((await assertConsistent(store, ["ai-do"])).length, 8);
    await store.close();
    await database.remove();
  });

  test("is read by a store whose role may only read, while rows come in through PostgREST", async () => {
    const database = await createProject(server);
    await runMigrations(database);
    await database.query(
      "CREATE ROLE onlooker LOGIN NOINHERIT BYPASSRLS; GRANT USAGE ON SCHEMA public, astrolabe TO onlooker; " +
        "GRANT SELECT ON ALL TABLES IN SCHEMA public, astrolabe TO onlooker",
    );
    const store = await openStore(server.url(database.name, "onlooker"));
    const task = "ai-do";
    assert.deepEqual(await store.weeklyCounts({ task }), []);
    // As PostgREST inserts the body of a request.
    await database.query(
      `BEGIN; SET LOCAL ROLE anon; INSERT INTO public.events (payload)
      SELECT payload FROM json_to_recordset('[{"payload": ${run}}, {"payload": ${run}}]') AS body (payload jsonb); COMMIT`,
    );
    const counts = await store.weeklyCounts({ task });
    assert.deepEqual(counts, [{ week: "2025-W47", developer: "ann", runs: 2, successfulRuns: 2 }]);
    assert.equal((await assertConsistent(store, [task])).length, 2);
    await assert.rejects(store.insertEvents([{ payload: {} }]), /permission denied.*Grant it to the role/s);
    await store.close();
    await database.query("DROP OWNED BY onlooker; DROP ROLE onlooker");
    await database.remove();
  });

  test("keeps out what comes late of somebody forgotten, whoever inserts it", async () => {
    const database = await createProject(server);
    await runMigrations(database);
    const insert = (role: string, ms: number): Promise<unknown> =>
      database.query(
        `SET ROLE ${role}; INSERT INTO public.events (id, payload) VALUES ('${uuidV7(ms)}', '${run}')`,
      );
    await insert("anon", Date.now() - 1000);
    const forgotten = await database.query("SELECT events::int FROM astrolabe.forget(array['ann'])");
    assert.deepEqual(forgotten, [{ events: 1 }]);
    for (const role of ["anon", "service_role"]) {
      await assert.rejects(insert(role, Date.now() - 1000), {
        code: "23514",
        message: /violates check constraint "events_not_forgotten_check"/,
        detail: "Its developer has asked to be forgotten since it was recorded.",
      });
      await insert(role, Date.now() + 60_000);
    }
    await database.remove();
  });

  test("refuses a payload that is no object, or too large, and says which limit it was", async () => {
    const database = await createProject(server);
    await runMigrations(database);
    const insert = (payload: unknown): Promise<unknown> =>
      database.query("INSERT INTO public.events (payload) VALUES ($1)", [JSON.stringify(payload)]);
    for (const payload of [5, "text", true, [], [{}]]) {
      await assert.rejects(insert(payload), { code: "23514", constraint: "payload_is_a_json_object" });
    }
    await insert({ note: "x".repeat(65_000) });
    await assert.rejects(insert({ note: "x".repeat(66_000) }), {
      code: "23514",
      message: /violates check constraint "payload_has_at_most_64_kib"/,
    });
    await database.remove();
  });

  test("lets service_role do everything", async () => {
    const database = await createProject(server);
    await runMigrations(database);
    const as = (sql: string): Promise<Record<string, unknown>[]> =>
      database.query(`SET ROLE service_role; ${sql}`);
    await as(`INSERT INTO public.events (payload) VALUES ('${run}'), ('${run}') RETURNING id`);
    await as('UPDATE public.events SET payload = payload || \'{"developer": "bob"}\'');
    const [week] = await as("SELECT * FROM public.north_star(since => '2025-W01')");
    assert.deepEqual(week, {
      week: "2025-W47",
      successful_runs: "2",
      runs: "2",
      active_developers: "1",
      per_developer: 2,
      success_rate: 1,
      complete: true,
    });
    assert.equal((await as("SELECT * FROM public.successful_runs")).length, 1);
    assert.equal((await as("SELECT * FROM astrolabe.ledger_totals")).length, 1);
    const nsm = "INSERT INTO public.nsm VALUES ('ai-do', '2025-W47', 'bob', 2)";
    await as(`${nsm}; ${nsm} ON CONFLICT (task, week, developer) DO UPDATE SET successful_runs = 3`);
    await as("DELETE FROM public.nsm");
    await as("DELETE FROM public.events");
    assert.deepEqual(await as("SELECT * FROM public.north_star()"), []);
    await database.remove();
  });
});
