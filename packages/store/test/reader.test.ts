import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreBusyError } from "../src/event-store.ts";
import { maxWaitingReads } from "../src/limits.ts";
import { openStore } from "../src/open-store.ts";
import { planRead } from "../src/sqlite/plan-read.ts";
import { createReader } from "../src/sqlite/reader.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

const plan = planRead({ table: "events", select: [], filters: [], order: [] });

test("when too many reads wait, more are refused until there is room", async () => {
  const files = await createSqliteDatabase();
  await (await openStore(files.url)).close();
  const reader = createReader(files.path);
  const reads = Array.from({ length: maxWaitingReads }, () => reader.read(plan));
  await assert.rejects(reader.read(plan), StoreBusyError);
  assert.equal((await Promise.all(reads)).length, maxWaitingReads);
  assert.deepEqual(await reader.read(plan), { rows: [] });
  await reader.close();
  await files.remove();
});

test("a read that fails says which database it was, and the next one is answered", async () => {
  const files = await createSqliteDatabase();
  await (await openStore(files.url)).close();
  const reader = createReader(files.path);
  const broken = { ...plan, sql: "SELECT * FROM nowhere LIMIT ? OFFSET ?" };
  await assert.rejects(reader.read(broken), /Can't read the database .*events\.db: no such table: nowhere/);
  assert.deepEqual(await reader.read(plan), { rows: [] });
  await reader.close();
  await files.remove();
});

test("when the reading thread has ended by itself, the next read starts another", async () => {
  const files = await createSqliteDatabase();
  const reader = createReader(files.path);
  const reads = await Promise.allSettled([reader.read(plan), reader.read(plan)]); // There is no database yet.
  assert.deepEqual(
    reads.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  await (await openStore(files.url)).close();
  assert.deepEqual(await reader.read(plan), { rows: [] });
  await reader.close();
  await files.remove();
});
