import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { format } from "prettier";
import {
  assumed,
  collectorCoreSeconds,
  measured,
  scalingTables,
  size,
  storeEvents,
} from "../scripts/scaling.ts";
import { root } from "./source-files.ts";

const benchmarks = readFileSync(`${root}docs/benchmarks.md`, "utf8");

test("the scaling page has the tables that the script prints", async () => {
  const page = readFileSync(`${root}docs/explanation/scaling.md`, "utf8");
  const written = page.replace(
    /(<!-- tables -->).*(<!-- \/tables -->)/s,
    (_, begin: string, end: string) => `${begin}\n\n${scalingTables()}\n\n${end}`,
  );
  const tablesOf = (text: string): string | undefined =>
    /<!-- tables -->(.*)<!-- \/tables -->/s.exec(text)?.[1];
  const fresh = await format(written, { parser: "markdown", printWidth: 110 });
  assert.equal(tablesOf(page), tablesOf(fresh));
});

test("what the model calls measured stands in the benchmarks", () => {
  const { sqlite, postgres } = measured;
  for (const rate of [sqlite.single, sqlite.batched, postgres.batched]) {
    assert.match(benchmarks, new RegExp(`\\| +${rate.toLocaleString("en")} \\|`), `${rate} events a second`);
  }
  for (const bytes of [sqlite.diskBytes, postgres.diskBytes]) {
    assert.match(benchmarks, new RegExp(`\\| +${bytes} \\|`), `${bytes} bytes an event`);
  }
});

test("more events in the same store never cost less, and no machine is busier than assumed", () => {
  const before = { sqlite: 0, postgres: 0, clickhouse: 0 };
  for (let eventsPerDay = 1; eventsPerDay <= 1e10; eventsPerDay *= 1.7) {
    const { tier, peakEventsPerSecond, collectors, databases, dollarsPerMonth } = size(eventsPerDay);
    assert.ok(dollarsPerMonth >= before[tier], `${eventsPerDay} a day`);
    before[tier] = dollarsPerMonth;
    const shards = { sqlite: 1, postgres: 1, clickhouse: databases }[tier];
    assert.ok(peakEventsPerSecond <= shards * storeEvents(tier) * assumed.utilisation * (1 + 1e-9));
    // One zone of two is enough.
    const alone = tier === "sqlite" ? 1 : collectors / 2;
    assert.ok(
      peakEventsPerSecond * collectorCoreSeconds() <=
        alone * measured.cores * assumed.utilisation * (1 + 1e-9),
    );
  }
});

test("the arithmetic, by hand for 10^9 events a day", () => {
  const { tier, peakEventsPerSecond, diskGB } = size(1e9);
  assert.equal(tier, "clickhouse");
  assert.equal(Math.round(peakEventsPerSecond), Math.round((1e9 * 4) / 86_400));
  assert.equal(diskGB, (1e9 * 30 * 80) / 1e9);
  // A single event costs 2 / 18,734 core seconds, 2 / 108,386 of them in a batch, too: of the rest a third.
  const expected = (2 / 18_734 - 2 / 108_386) / 3 + 2 / 108_386;
  assert.ok(Math.abs(collectorCoreSeconds() - expected) < 1e-12);
});
