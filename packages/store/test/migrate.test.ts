import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { promisify } from "node:util";
import { canonicalJson } from "../src/canonical-json.ts";
import { openStore } from "../src/open-store.ts";
import { readMigrations } from "../src/migration.ts";
import { migrate } from "../src/sqlite/migrate.ts";
import { assertConsistent } from "./contract/stored-rows.ts";
import { hostileEvent } from "./hostile-event.ts";
import { createRandom } from "./random.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const again = `seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same again`;

async function withDatabase(run: (url: string, path: string) => Promise<void>): Promise<void> {
  const database = await createSqliteDatabase();
  try {
    await run(database.url, database.path);
  } finally {
    await database.remove();
  }
}

function query(path: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path);
  const rows = database.prepare(sql).all();
  database.close();
  return rows;
}

async function openAndClose(url: string): Promise<void> {
  const store = await openStore(url);
  await store.close();
}

test("migrations are numbered from 1 without gaps", () => {
  const numbers = readMigrations("sqlite").map(({ number }) => number);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  );
  assert.ok(numbers.length > 0);
});

test("a new database gets every migration, each recorded with its name and checksum", () =>
  withDatabase(async (url, path) => {
    await openAndClose(url);
    const recorded = query(path, "SELECT number, name, checksum FROM migrations ORDER BY number");
    const known = readMigrations("sqlite").map(({ number, name, checksum }) => ({ number, name, checksum }));
    assert.deepEqual(
      recorded.map((row) => ({ ...row })),
      known,
    );
  }));

test("a full database of an older version is upgraded without losing a number", (context) =>
  withDatabase(async (url, path) => {
    context.diagnostic(again);
    const random = createRandom(seed);
    const database = new DatabaseSync(path);
    migrate(database, readMigrations("sqlite").slice(0, 2));
    const insert = database.prepare("INSERT INTO events VALUES (randomblob(16), ?, 0)");
    const events = Array.from({ length: 2000 }, () => canonicalJson(JSON.parse(hostileEvent(random))));
    events.push('{"name":"ai-do","exit_code":0,"end_ts":1763836012,"developer":"a\\u0000b"}', "5", "[]");
    for (const event of events) insert.run(event);
    insert.run(null);
    const rows = events.length + 1;
    database.exec(`INSERT INTO ledger VALUES ('received', '', ${rows}), ('stored', '', ${rows})`);
    database.close();
    const store = await openStore(url);
    assert.equal((await assertConsistent(store, ["ai-do", "build"])).length, rows);
    assert.ok((await store.weeklyCounts({ task: "ai-do" })).length > 10);
    await store.close();
  }));

test("opening it again changes nothing", () =>
  withDatabase(async (url, path) => {
    await openAndClose(url);
    const before = await readFile(path);
    await openAndClose(url);
    assert.deepEqual(await readFile(path), before);
  }));

test("a database that a newer version made is left alone", () =>
  withDatabase(async (url, path) => {
    await openAndClose(url);
    query(path, "INSERT INTO migrations VALUES (9999, '9999_later.sql', 'x', 0) RETURNING 1");
    await assert.rejects(
      openStore(url),
      /events\.db: a newer version made it \(migration 9999; .*Install the newer/,
    );
  }));

test("a database that another migration of the same number made is left alone", () =>
  withDatabase(async (url, path) => {
    await openAndClose(url);
    query(path, "UPDATE migrations SET checksum = 'x' WHERE number = 1 RETURNING 1");
    await assert.rejects(
      openStore(url),
      /events\.db: its migration 1 .* isn't the one that this version has/,
    );
  }));

test("a migration that fails leaves nothing behind, and the next start tries it again", () =>
  withDatabase(async (url, path) => {
    // A table in its way, in a file that is ours.
    query(path, "CREATE TABLE nsm (x)");
    query(path, "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name, checksum, applied_at)");
    query(path, "PRAGMA application_id = 0x41737472");
    await assert.rejects(openStore(url), /table nsm already exists/);
    assert.deepEqual(query(path, "SELECT name FROM sqlite_schema WHERE name = 'events'"), []);
    query(path, "DROP TABLE nsm");
    await openAndClose(url);
  }));

test("another program's database is refused and not touched", () =>
  withDatabase(async (url, path) => {
    query(path, "CREATE TABLE cookies (name TEXT)");
    const before = await readFile(path);
    await assert.rejects(
      openStore(url),
      /events\.db: it is another program's database\. Choose another path/,
    );
    assert.deepEqual(await readFile(path), before);
  }));

test("a file that is no database is refused and not touched", () =>
  withDatabase(async (url, path) => {
    await writeFile(path, "Dear diary, ".repeat(1000));
    await assert.rejects(
      openStore(url),
      /events\.db: file is not a database\. Choose another path, or put back a copy/,
    );
    assert.equal(await readFile(path, "utf8"), "Dear diary, ".repeat(1000));
  }));

test("a database whose pages are garbage is refused", () =>
  withDatabase(async (url, path) => {
    await openAndClose(url);
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0xab, 100));
    await assert.rejects(openStore(url), /events\.db: .*damaged: put back a copy/);
  }));

test("processes that open a new database at the same time all write to it", () =>
  withDatabase(async (url) => {
    const script = join(import.meta.dirname, "insert-rows.ts");
    const run = promisify(execFile);
    await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, [script, url, "20"])));
    const store = await openStore(url);
    assert.equal((await assertConsistent(store, ["ai-do"])).length, 120);
    await store.close();
  }));
