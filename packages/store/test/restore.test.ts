import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { readMigrations } from "../src/migration.ts";
import { openStore } from "../src/open-store.ts";
import { backUpSqlite } from "../src/sqlite/back-up.ts";
import { connectWriter, makeFile } from "../src/sqlite/connect.ts";
import { migrate } from "../src/sqlite/migrate.ts";
import { restoreSqlite } from "../src/sqlite/restore.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

test("a backup that an older version made is restored, and brought up to date; its own file stays as it is", async () => {
  const [older, files] = [await createSqliteDatabase(), await createSqliteDatabase()];
  makeFile(older.path);
  const database = connectWriter(older.path);
  migrate(database, readMigrations("sqlite").slice(0, 2));
  database.exec(`
    INSERT INTO events VALUES (randomblob(16), '{"name":"ai-do","exit_code":0,"end_ts":1763836012}', 0);
    INSERT INTO weekly_runs VALUES ('ai-do', '2025-W47', 'unknown', 1, 1);
    INSERT INTO ledger VALUES ('received', '', 1), ('stored', '', 1)`);
  database.close();
  const before = await readFile(older.path);
  await assert.rejects(backUpSqlite(older.path, `${files.path}.copy`), /was made by an older version/);

  const { rows, keptAside } = restoreSqlite(older.path, files.path);
  assert.deepEqual({ rows, keptAside }, { rows: 1, keptAside: undefined });
  assert.deepEqual(await readFile(older.path), before);
  const store = await openStore(files.url);
  assert.equal((await store.weeklyCounts({ task: "ai-do" }))[0]?.successfulRuns, 1);
  await store.close();
  await Promise.all([older.remove(), files.remove()]);
});

test("a backup of a newer version, and one whose ledger tells of other rows, are not restored", async () => {
  const files = await createSqliteDatabase();
  const store = await openStore(files.url);
  await store.insertEvents([{ payload: 1 }]);
  await store.close();
  for (const [sql, message] of [
    ["INSERT INTO migrations VALUES (9999, '9999_later.sql', 'x', 0)", /\.copy: a newer version made it/],
    ["DELETE FROM events", /\.copy holds 0 rows, and its ledger says otherwise/],
  ] as const) {
    const copy = `${files.path}.${sql.length}.copy`;
    await backUpSqlite(files.path, copy);
    const database = new DatabaseSync(copy);
    database.exec(sql);
    database.close();
    assert.throws(() => restoreSqlite(copy, files.path), message);
  }
  const empty = `${files.path}.copy`;
  await writeFile(empty, "");
  assert.throws(() => restoreSqlite(empty, files.path), /\.copy: it is no event store's database/);
  await files.remove();
});
