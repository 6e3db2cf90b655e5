import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { openStore } from "../src/open-store.ts";
import { connectWriter } from "../src/sqlite/connect.ts";
import { createExpiredTables } from "../src/sqlite/expired-runs.ts";
import type { TestDatabase } from "./contract/database.ts";
import { postgresSuite } from "./postgres-server.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

const dayMs = 86_400_000;

/** Whose rows have expired leaves nothing in the rollup, by way of `forget`; others, and what is left, stay. */
async function checkForgetting(
  database: TestDatabase,
  forget: (developers: readonly string[]) => Promise<void>,
): Promise<void> {
  const store = await openStore(database.url);
  const run = { name: "ai-do", exit_code: 0 };
  const at = (days: number): number => (Date.now() - days * dayMs) / 1000;
  await store.insertEvents([
    { payload: { ...run, developer: "ann", end_ts: at(90) }, id: "00000000-0000-4000-8000-000000000001" },
    { payload: { ...run, developer: "ann", end_ts: at(1) }, id: "00000000-0000-4000-8000-000000000002" },
    { payload: { ...run, developer: "bob", end_ts: at(90) }, id: "00000000-0000-4000-8000-000000000003" },
  ]);
  await store.expire({ beforeMs: Date.now() - 60 * dayMs, maxRows: 100 });
  const before = await store.weeklyCounts({ task: "ai-do" });
  assert.equal(before.length, 3);
  await forget(["ann"]);
  const after = await store.weeklyCounts({ task: "ai-do" });
  assert.deepEqual(
    after,
    before.filter(({ developer }, place) => developer === "bob" || place === 2),
    "a row that has not expired is for others to delete",
  );
  const runs = await store.expiredRuns();
  assert.deepEqual(
    runs?.cells.map(([, , developer]) => developer),
    ["bob"],
  );
  await store.close();
  await database.remove();
}

suite("forgetting what has expired", () => {
  test("in SQLite", async () => {
    const files = await createSqliteDatabase();
    await checkForgetting(files, async (developers) => {
      const database = connectWriter(files.path);
      createExpiredTables(database).forget(developers);
      database.close();
    });
  });

  postgresSuite("on PostgreSQL", (server) => {
    test("in PostgreSQL", async () => {
      const database = await server.createDatabase();
      await checkForgetting(database, async (developers) => {
        await database.query("SELECT astrolabe.forget_expired($1)", [developers]);
      });
    });
  });
});
