import assert from "node:assert/strict";
import { test } from "node:test";
import type { Mark } from "@astrolabe/metric";
import { openStore } from "../../src/open-store.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";

const released: Mark = { at: "2026-03-10T10:00:00.123Z", kind: "release", text: "v1.4 „released“ 🚀" };
const down: Mark = { at: "2026-03-09T00:00:00.000Z", kind: "outage", text: "registry down" };

export function marksContract(create: CreateDatabase): void {
  test("marks are there as they came, the oldest first", () =>
    withStore(create, async (store) => {
      assert.deepEqual(await store.marks(), []);
      await store.addMark(released);
      await store.addMark(down);
      assert.deepEqual(await store.marks(), [down, released]);
    }));

  test("a mark that is sent again is there once; one that differs in anything is another", () =>
    withStore(create, async (store) => {
      const marks: Mark[] = [
        released,
        { ...released, kind: "outage" },
        { ...released, text: "v1.4" },
        { ...released, at: down.at },
      ];
      await Promise.all([...marks, ...marks].map((mark) => store.addMark(mark)));
      assert.equal((await store.marks()).length, marks.length);
    }));

  test("marks are no events, and survive a restart", async () => {
    const database = await create();
    const first = await openStore(database.url);
    await first.addMark(released);
    assert.equal((await first.ledger()).received, 0);
    await first.close();
    await assert.rejects(first.addMark(down), { message: "The store is closed" });
    const second = await openStore(database.url);
    assert.deepEqual(await second.marks(), [released]);
    await second.close();
    await database.remove();
  });
}
