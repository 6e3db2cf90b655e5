import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { openStore } from "../../src/open-store.ts";
import { assertConsistent } from "../contract/stored-rows.ts";
import { createRandom } from "../random.ts";
import { createSqliteDatabase } from "../sqlite-database.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const ann = "a".repeat(32);
const bob = "b".repeat(32);
const rowsOfEach = 10_000;
const lives = 3;

test("a store that is killed while it forgets goes on when it is opened, and counts each deleted row once", async (context) => {
  context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same moments again`);
  const random = createRandom(seed);
  const database = await createSqliteDatabase();
  const store = await openStore(database.url);
  const event = { name: "ai-do", exit_code: 0, end_ts: "2025-11-22" };
  for (const developer of [ann, bob]) {
    const rows = Array.from({ length: rowsOfEach }, (_, n) => ({ payload: { ...event, developer, n } }));
    await store.insertEvents(rows);
  }
  await store.close();

  let killedInTheMiddle = 0;
  for (let life = 0; life < lives; life++) {
    const before = remaining(database.path);
    await forgetAndDie(database, before - 1 - Math.floor((random() * before) / 2));
    const left = remaining(database.path);
    if (left > 0 && left < before) killedInTheMiddle += 1;
  }
  context.diagnostic(`${killedInTheMiddle} of ${lives} killed between two steps`);
  assert.ok(killedInTheMiddle > 0);

  const again = await openStore(database.url);
  const [forgotten] = await again.forget({ developers: [ann] });
  assert.equal(forgotten?.events, rowsOfEach);
  const rows = await assertConsistent(again, ["ai-do"]);
  assert.equal(rows.length, rowsOfEach);
  assert.equal((await again.ledger()).deleted, rowsOfEach);
  await again.close();
  assert.ok(
    !readFileSync(database.path).includes(`"developer":"${ann}"`),
    "not even in the file's free pages",
  );
  await database.remove();
});

/** Ann's rows; and checks that those that are gone are counted, in the same transactions. */
function remaining(path: string): number {
  const database = new DatabaseSync(path);
  const one = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
  const left = one(`SELECT count(*) FROM events WHERE payload LIKE '%${ann}%'`);
  assert.equal(one("SELECT sum(events) FROM forgotten"), rowsOfEach - left);
  assert.equal(one("SELECT row_count FROM ledger WHERE outcome = 'deleted'"), rowsOfEach - left);
  database.close();
  return left;
}

/** Kills it once no more than so many rows are left. */
async function forgetAndDie({ url, path }: { url: string; path: string }, left: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "forgetter.ts"), url, ann], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  const database = new DatabaseSync(path, { readOnly: true });
  const select = database.prepare("SELECT row_count FROM ledger WHERE outcome = 'deleted'");
  while (child.exitCode === null && rowsOfEach - Number(select.get()?.row_count ?? 0) > left) await wait(1);
  database.close();
  child.kill("SIGKILL");
  await ended;
}
