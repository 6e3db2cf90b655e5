import assert from "node:assert/strict";
import { test } from "node:test";
import { postgresSuite } from "../../store/test/postgres-server.ts";
import { jsonFault } from "../src/json-fault.ts";
import { createRandom } from "./random.ts";

const count = Math.ceil(3000 * Number(process.env["ASTROLABE_TEST_RUNS"] ?? 1));
const seed = Number(process.env["ASTROLABE_TEST_SEED"] ?? Date.now() % 2 ** 31);
const pieces = ["{", "}", "[", "]", ",", ":", '"a"', '"é"', "1", "-2.5e3", "true", "null", "abc", " "];
const broken = ["01", "'", "é", '"x', "1a", "-", "+", ".", "truex", "1.e", "\\", '"\\x"'];

postgresSuite("what is wrong with a text that is no JSON", (server) => {
  test(`is said in PostgreSQL's words (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const texts = Array.from({ length: count }, () =>
      Array.from({ length: random.int(9) }, () => random.pick(random.chance(0.9) ? pieces : broken)).join(""),
    );
    const database = await server.createEmptyDatabase();
    await database.query(`CREATE FUNCTION fault(text text) RETURNS text LANGUAGE plpgsql AS $$
      DECLARE fault text;
      BEGIN PERFORM text::json; RETURN NULL;
      EXCEPTION WHEN invalid_text_representation THEN GET STACKED DIAGNOSTICS fault = PG_EXCEPTION_DETAIL; RETURN fault;
      END $$`);
    const faults = await database.query("SELECT text, fault(text) FROM unnest($1::text[]) AS text", [texts]);
    const bad = faults.filter(
      ({ fault }) => typeof fault === "string" && !fault.startsWith("Escape sequence"),
    );
    for (const { text, fault } of bad) assert.equal(jsonFault(String(text)), fault, String(text));
    assert.ok(bad.length > count / 2);
    await database.remove();
  });
});
