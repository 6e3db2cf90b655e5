import assert from "node:assert/strict";
import { test } from "node:test";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";
import { storedRows } from "./stored-rows.ts";

const a = "00000000-0000-4000-8000-00000000000a";
const b = "00000000-0000-4000-8000-00000000000b";
const c = "00000000-0000-4000-8000-00000000000c";

export function insertContract(create: CreateDatabase): void {
  test("a row is stored as it came", () =>
    withStore(create, async (store) => {
      const payload = { name: "ai-do", n: 1.5, tags: ["ä", null, true], nested: { "": "\u0001" } };
      assert.deepEqual(await store.insertEvents([{ id: a, payload }]), {
        kind: "stored",
        ids: [a],
        duplicates: 0,
      });
      assert.deepEqual(await storedRows(store), [{ id: a, payload }]);
    }));

  test("a payload may be any JSON value", () =>
    withStore(create, async (store) => {
      const payloads = ["x", 5, false, null, [], {}, [1, [2]], ""];
      await store.insertEvents(payloads.map((payload) => ({ payload })));
      const stored = (await storedRows(store)).map(({ payload }) => JSON.stringify(payload));
      assert.deepEqual(stored.toSorted(), payloads.map((payload) => JSON.stringify(payload)).toSorted());
    }));

  test("a row without an id gets one", () =>
    withStore(create, async (store) => {
      const outcome = await store.insertEvents([{ payload: 1 }, { payload: 2 }]);
      assert.equal(outcome.kind, "stored");
      const ids = (await storedRows(store)).map(({ id }) => id);
      assert.deepEqual(ids, outcome.kind === "stored" && outcome.ids.toSorted());
      for (const id of ids)
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }));

  test("an id in upper case is the same id", () =>
    withStore(create, async (store) => {
      const outcome = await store.insertEvents([{ id: a.toUpperCase(), payload: 1 }]);
      assert.deepEqual(outcome, { kind: "stored", ids: [a], duplicates: 0 });
      assert.deepEqual(await store.insertEvents([{ id: a, payload: 1 }]), { kind: "conflict", id: a });
    }));

  test("an id that is no UUID is refused with PostgreSQL's words, and nothing of the batch is stored", () =>
    withStore(create, async (store) => {
      const error = { code: "22P02", message: 'invalid input syntax for type uuid: "abc"' };
      await assert.rejects(store.insertEvents([{ payload: 1 }, { id: "abc", payload: 2 }]), error);
      assert.deepEqual(await storedRows(store), []);
    }));

  test("a resent row is stored once, and the first one stays", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id: a, payload: "first" }]);
      assert.deepEqual(await store.insertEvents([{ id: a, payload: "second" }]), { kind: "conflict", id: a });
      const ignored = await store.insertEvents([{ id: a, payload: "third" }], "ignore");
      assert.deepEqual(ignored, { kind: "stored", ids: [], duplicates: 1 });
      assert.deepEqual(await storedRows(store), [{ id: a, payload: "first" }]);
    }));

  test("one id that is there refuses the whole batch, as one statement would", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id: b, payload: 1 }]);
      const outcome = await store.insertEvents([
        { id: a, payload: 2 },
        { id: b, payload: 2 },
        { id: c, payload: 2 },
      ]);
      assert.deepEqual(outcome, { kind: "conflict", id: b });
      assert.deepEqual(await storedRows(store), [{ id: b, payload: 1 }]);
    }));

  test("ignoring conflicts stores what is new and says how much was not", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ id: b, payload: 1 }]);
      const rows = [b, c, a].map((id) => ({ id, payload: 2 }));
      assert.deepEqual(await store.insertEvents(rows, "ignore"), {
        kind: "stored",
        ids: [c, a],
        duplicates: 1,
      });
    }));

  test("the same id twice in one batch is a conflict, and with ignore the first is stored", () =>
    withStore(create, async (store) => {
      const rows = [
        { id: a, payload: "first" },
        { id: a, payload: "second" },
      ];
      assert.deepEqual(await store.insertEvents(rows), { kind: "conflict", id: a });
      assert.deepEqual(await storedRows(store), []);
      assert.deepEqual(await store.insertEvents(rows, "ignore"), { kind: "stored", ids: [a], duplicates: 1 });
      assert.deepEqual(await storedRows(store), [{ id: a, payload: "first" }]);
    }));

  test("an empty batch stores nothing", () =>
    withStore(create, async (store) => {
      assert.deepEqual(await store.insertEvents([]), { kind: "stored", ids: [], duplicates: 0 });
    }));

  test("of inserts at the same time, one that conflicts fails alone", () =>
    withStore(create, async (store) => {
      const outcomes = await Promise.all([
        store.insertEvents([{ id: a, payload: 1 }]),
        store.insertEvents([
          { id: b, payload: 2 },
          { id: a, payload: 2 },
        ]),
        store.insertEvents([{ id: b, payload: 3 }]),
      ]);
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ["stored", "conflict", "stored"],
      );
      assert.deepEqual(await storedRows(store), [
        { id: a, payload: 1 },
        { id: b, payload: 3 },
      ]);
    }));

  test("a thousand single inserts at the same time are all stored", () =>
    withStore(create, async (store) => {
      const outcomes = await Promise.all(
        Array.from({ length: 1000 }, (_, n) => store.insertEvents([{ payload: n }])),
      );
      assert.ok(outcomes.every(({ kind }) => kind === "stored"));
      assert.equal((await storedRows(store)).length, 1000);
    }));

  test("a batch of ten thousand rows is stored", () =>
    withStore(create, async (store) => {
      const rows = Array.from({ length: 10_000 }, (_, n) => ({ payload: { n } }));
      assert.equal((await store.insertEvents(rows)).kind, "stored");
      assert.equal((await storedRows(store)).length, 10_000);
    }));
}
