import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../packages/cli/test/run-command.ts";
import type { Ended } from "../packages/cli/test/run-command.ts";
import { postgresSuite } from "../packages/store/test/postgres-server.ts";
import type { PostgresDatabase } from "../packages/store/test/postgres-server.ts";
import { makeProject } from "./supabase-project.ts";

const run = `{"name": "ai-do", "developer": "ann", "exit_code": 0, "end_ts": 1763836012}`;
const password = "correct horse";

function setup(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runCommand("astrolabe", ["setup", "supabase", ...args], { env });
}

/** A project with the table of an older set-up, and a run in it. */
async function makeOldTable(database: PostgresDatabase): Promise<void> {
  await makeProject(database);
  await database.query(
    `CREATE SCHEMA extensions; CREATE EXTENSION "uuid-ossp" SCHEMA extensions;
    CREATE TABLE public.events (id uuid PRIMARY KEY DEFAULT extensions.uuid_generate_v4(), payload jsonb);
    INSERT INTO public.events (payload) VALUES ('${run}'), (NULL)`,
  );
}

/** The old run is counted, and anon may add one and not read it. */
async function assertSetUp(database: PostgresDatabase): Promise<void> {
  await database.query(`SET ROLE anon; INSERT INTO public.events (payload) VALUES ('${run}')`);
  await assert.rejects(database.query("SET ROLE anon; SELECT id FROM public.events"), { code: "42501" });
  const [week] = await database.query("SELECT week, successful_runs::int AS runs FROM public.north_star()");
  assert.deepEqual(week, { week: "2025-W47", runs: 2 });
  assert.equal((await database.query("SELECT id FROM public.events")).length, 3);
}

test("astrolabe setup supabase --db-url without a database in the environment is a wrong usage", async () => {
  const { code, stdout, stderr } = await setup(["--db-url"]);
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.match(stderr, /DATABASE_URL or PGHOST, and neither is set/);
});

postgresSuite("astrolabe setup supabase", (server) => {
  test("refuses a database that is no Supabase project's, and leaves it as it was", async () => {
    const database = await server.createEmptyDatabase();
    const { code, stdout, stderr } = await setup(["--db-url", database.url]);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
    assert.match(
      stderr,
      /no role anon, authenticated, service_role, so it is no Supabase project's.*serve --store/s,
    );
    assert.deepEqual(await database.query("SELECT FROM pg_class WHERE relname = 'events'"), []);
    await database.remove();
  });

  test("prints SQL that upgrades an older, full table where it is, and can be run again", async () => {
    const database = await server.createEmptyDatabase();
    await makeOldTable(database);
    const { code, stdout, stderr } = await setup([]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.match(
      stdout,
      /^-- export EVENTS_URL='https:\/\/YOUR_PROJECT_REF\.supabase\.co\/rest\/v1\/events'$/m,
    );
    await database.query(stdout);
    await database.query(stdout);
    await assertSetUp(database);
    const { sql, applied } = JSON.parse((await setup(["--json"])).stdout);
    assert.ok(stdout.startsWith(sql));
    assert.equal(applied, false);
    await database.remove();
  });

  test("applies it to a database, and again, with the password from the environment", async () => {
    const database = await server.createEmptyDatabase();
    await makeOldTable(database);
    await demandPassword(database);
    const withoutPassword = database.url.replace("postgres@", "owner@");
    const withPassword = withoutPassword.replace("owner@", `owner:${encodeURIComponent(password)}@`);
    const wrong = await setup(["--db-url", withoutPassword], { PGPASSWORD: "wrong" });
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /password authentication failed for user "owner"/);

    for (const [args, env] of [
      [["--db-url", withoutPassword], { PGPASSWORD: password }],
      [["--db-url"], { DATABASE_URL: withPassword }],
      [["--db-url"], libpqVariables(withPassword)],
    ] as const) {
      const { code, stdout, stderr } = await setup(args, env);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^export EVENTS_URL='.*'\nexport EVENTS_TOKEN='YOUR_ANON_KEY'\n$/);
      assert.match(stderr, /is set up\. The anon key is printed by `supabase status -o env`/);
      assert.doesNotMatch(stdout + stderr, /correct|warning/);
    }
    await assertSetUp(database);
    const onCommandLine = await setup(["--db-url", withPassword, "--json"]);
    assert.match(onCommandLine.stderr, /others on this machine can read the password/);
    assert.equal(JSON.parse(onCommandLine.stdout).applied, true);
    await database.remove();
  });
});

/** Makes a role whose connections need a password; the others still don't. */
async function demandPassword(database: PostgresDatabase): Promise<void> {
  const [{ file = "" } = {}] = await database.query("SELECT current_setting('hba_file') AS file");
  await database.query(
    `CREATE ROLE owner SUPERUSER LOGIN PASSWORD '${password}';
    COPY (VALUES ('host all owner 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) TO '${String(file)}';
    SELECT pg_reload_conf()`,
  );
}

function libpqVariables(address: string): Record<string, string> {
  const { hostname, port, username, pathname } = new URL(address);
  return {
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGDATABASE: pathname.slice(1),
    PGPASSWORD: password,
  };
}
