import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import type { InsertOutcome } from "../src/event-store.ts";
import { createEventsWrite } from "../src/insert-events.ts";
import { openStore } from "../src/open-store.ts";
import { createWriteQueue } from "../src/write-queue.ts";
import { createCommit } from "../src/sqlite/commit.ts";
import { connectWriter, makeDurable } from "../src/sqlite/connect.ts";
import { encodeRows } from "../src/sqlite/sqlite-row.ts";
import type { SqliteRow } from "../src/sqlite/sqlite-row.ts";
import { assertConsistent } from "./contract/stored-rows.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

const large = (rows: number): { payload: unknown }[] =>
  Array.from({ length: rows }, () => ({
    payload: { name: "ai-do", exit_code: 0, end_ts: 1e9, note: "x".repeat(1000) },
  }));

test("when the database can't grow, a commit stores nothing and says so, and goes on when there is room", async () => {
  const files = await createSqliteDatabase();
  const store = await openStore(files.url);
  await store.close();
  const database = connectWriter(files.path);
  makeDurable(database);
  const commit = createCommit(database, files.path);
  const queue = createWriteQueue<SqliteRow>(async (writes) => commit(writes));
  const insert = (rows: number): Promise<InsertOutcome> =>
    queue.add(createEventsWrite(encodeRows(large(rows)), "fail"));

  await insert(10);
  database.exec("PRAGMA max_page_count = 100");
  const outcomes = await Promise.allSettled([insert(1), insert(1000), insert(1)]);
  for (const outcome of outcomes) {
    assert.equal(outcome.status, "rejected");
    assert.match(
      String(outcome.reason),
      /Nothing was stored in .*events\.db: database or disk is full\. Free some space/,
    );
  }
  database.exec("PRAGMA max_page_count = 100000");
  assert.equal((await insert(1000)).kind, "stored");
  database.close();

  const again = await openStore(files.url);
  assert.equal((await assertConsistent(again, ["ai-do"])).length, 1010);
  await again.close();
  await files.remove();
});

test("when the system refuses to write, nothing of the commit is stored, and smaller ones still are", async () => {
  const files = await createSqliteDatabase();
  // No file of the child's may grow beyond 512 KiB: the write-ahead log meets that in the middle of a commit.
  const script = join(import.meta.dirname, "insert-sizes.ts");
  const limited = `trap "" XFSZ; ulimit -f 1024; exec "$0" "$@"`;
  const child = ["-c", limited, process.execPath, script, files.url, "10", "2000", "10"];
  const { stdout } = await promisify(execFile)("sh", child);
  const [before, tooLarge, after] = stdout.trim().split("\n");
  assert.equal(before, "stored");
  assert.match(tooLarge ?? "", /Nothing was stored in .*events\.db: .*Look at the disk and its free space/);
  assert.equal(after, "stored");

  const store = await openStore(files.url);
  assert.equal((await assertConsistent(store, ["ai-do"])).length, 20);
  await store.close();
  await files.remove();
});
