import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildReport, summarise } from "@astrolabe/metric";
import { plausibleYear } from "../scripts/seed/plausible-year.ts";
import { root } from "./source-files.ts";

const asOfMs = Date.UTC(2026, 10, 25, 10);
const figureFields = ["value", "unit", "n", "of", "interval", "why"];

/** The path of every field of a document, e.g. `weeks[].per_developer`; a figure is one field. */
function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [path];
  if (Array.isArray(value))
    return value.length === 0 ? [`${path}[]`] : value.flatMap((item) => pathsOf(item, `${path}[]`));
  const fields = Object.entries(value);
  if ("unit" in value) {
    for (const [name] of fields) assert.ok(figureFields.includes(name), `a figure has ${name}`);
    return [path];
  }
  return fields.flatMap(([name, member]) => pathsOf(member, path === "" ? name : `${path}.${name}`));
}

test("report.md names every field of the document, and no other", async () => {
  const { rows } = plausibleYear({ seed: 1, asOfMs });
  const summary = await summarise(rows);
  const ledger = summary.ledger && { ...summary.ledger, rejected: { "not valid JSON": 2 } };
  const report = buildReport({ ...summary, ledger }, { asOfMs });
  // The running week has the fields of any other, which are said once.
  const paths = pathsOf(report, "").filter((path) => !/^running\.(?!days|pace)/.test(path));
  const page = readFileSync(`${root}docs/reference/report.md`, "utf8");
  const named = [...page.matchAll(/^\| `([\w.[\]]+)`/gm)].map(([, path = ""]) => path);
  assert.deepEqual(named.toSorted(), [...new Set([...paths, ...figureFields])].toSorted());
});
