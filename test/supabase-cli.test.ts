import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { postgresSuite } from "../packages/store/test/postgres-server.ts";
import type { PostgresDatabase } from "../packages/store/test/postgres-server.ts";
import { root } from "./source-files.ts";
import { makeProject, supabaseMigrations } from "./supabase-project.ts";

const execute = promisify(execFile);
const required = process.env.ASTROLABE_TEST_REQUIRE?.includes("supabase") ?? false;
const folder = join(root, "test", "supabase-cli");
const cli = join(folder, "node_modules", ".bin", "supabase");
const skip =
  required || existsSync(cli)
    ? false
    : "the Supabase CLI isn't installed: npm install --no-package-lock --prefix test/supabase-cli";

postgresSuite("the Supabase CLI", (server) => {
  let database: PostgresDatabase;
  let workdir: string;

  before(async () => {
    if (skip !== false) return;
    if (!existsSync(cli))
      // Without a lock file: the binaries of all platforms, which it would name, are not in every mirror.
      await execute("npm", ["install", "--prefer-offline", "--no-package-lock"], { cwd: folder });
    // A copy: the CLI keeps files of its own beside the project's.
    workdir = await mkdtemp(join(tmpdir(), "astrolabe-supabase-"));
    await cp(join(root, "supabase"), join(workdir, "supabase"), { recursive: true });
    database = await server.createEmptyDatabase();
    await makeProject(database);
  });

  after(async () => {
    if (skip === false) await rm(workdir, { recursive: true, force: true });
  });

  /** Runs a command on the test's database; rejects unless it ends with 0. */
  async function supabase(...argv: readonly string[]): Promise<string> {
    const options = ["--remote=" + database.url, "--workdir", workdir, "--agent", "no", "--yes"];
    const env = { ...process.env, DO_NOT_TRACK: "1", HOME: workdir, PGSSLMODE: "disable" };
    const { stdout, stderr } = await execute(cli, [...argv, ...options], { env });
    return stdout + stderr;
  }

  test("pushes the migrations, and finds nothing to do the second time", { skip }, async () => {
    const pushed = await supabase("db", "push");
    for (const { name } of supabaseMigrations())
      assert.match(pushed, new RegExp(`Applying migration ${name}`));
    assert.match(await supabase("db", "push"), /Remote database is up to date/);
  });

  test("finds no fault in the functions", { skip }, async (context) => {
    const [checker] = await database.query(
      "SELECT FROM pg_available_extensions WHERE name = 'plpgsql_check'",
    );
    if (checker === undefined && !required) return context.skip("plpgsql_check isn't installed");
    const found = await supabase(
      "db",
      "lint",
      "--schema",
      "public,astrolabe",
      "--level",
      "warning",
      "--fail-on",
      "warning",
    );
    assert.match(found, /No schema errors found/);
  });

  test("has no advice about security or performance", { skip }, async () => {
    const advice = await supabase("db", "advisors", "--type", "all", "--level", "warn", "--fail-on", "warn");
    assert.match(advice, /No issues found/);
  });
});
