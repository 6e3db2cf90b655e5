import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventStore } from "../../src/event-store.ts";
import { withStore } from "./database.ts";
import type { CreateDatabase } from "./database.ts";

/** The payload of the only row, as text. */
async function storedText(store: EventStore): Promise<string> {
  const payload = { column: "payload", path: [], asText: false };
  const select = [{ expression: payload, as: "p" }];
  const { rows } = await store.readRows({ table: "events", select, filters: [], order: [] });
  return rows.join(" ").slice('{"p":'.length, -1);
}

export function numbersContract(create: CreateDatabase): void {
  test("members stand by the length of their names, then by their bytes, as jsonb has them", () =>
    withStore(create, async (store) => {
      const payload = { bb: 1, a: [], é: "ä", "10": { z: null, y: "\n\u007f" }, aa: {}, "": true };
      await store.insertEvents([{ payload }]);
      const text = '{"": true, "a": [], "10": {"y": "\\n\u007f", "z": null}, "aa": {}, "bb": 1, "é": "ä"}';
      assert.equal(await storedText(store), text);
    }));

  test("numbers are given back in plain decimal digits", () =>
    withStore(create, async (store) => {
      await store.insertEvents([{ payload: [1e21, 1e-7, -0, 1.5, 1763836012.456, 12333.400000000001] }]);
      assert.equal(
        await storedText(store),
        "[1000000000000000000000, 0.0000001, 0, 1.5, 1763836012.456, 12333.400000000001]",
      );
    }));

  test("a payload is kept to the last digit where its text is given, and compared so", () =>
    withStore(create, async (store) => {
      const json = '{"a": 12345678901234567890123, "b": 1.10}';
      await store.insertEvents([{ payload: JSON.parse(json), json }]);
      assert.equal(await storedText(store), json);
      const matches = async (value: string): Promise<number> => {
        const expression = { column: "payload", path: ["a"], asText: false };
        const filters = [{ expression, operator: "eq" as const, value, negated: false }];
        return (await store.readRows({ table: "events", select: [], filters, order: [] })).rows.length;
      };
      assert.equal(await matches("12345678901234567890123"), 1);
      assert.equal(await matches("12345678901234567890123.0"), 1);
      assert.equal(await matches("12345678901234567890124"), 0);
    }));
}
