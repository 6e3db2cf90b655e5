// One definition, whatever the way: a file, each store's rollup, the SQL function, and each store's rows over HTTP.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { mintKey, startCollector } from "@astrolabe/collector";
import { aggregateSuccessfulRuns, northStar, northStarFromCounts, readEvents } from "@astrolabe/metric";
import { openStore } from "@astrolabe/store";
import type { EventStore } from "@astrolabe/store";
import { postgresSuite } from "../packages/store/test/postgres-server.ts";
import { createRandom, pick } from "../packages/store/test/random.ts";
import { createSqliteDatabase } from "../packages/store/test/sqlite-database.ts";

const factor = Number(process.env.ASTROLABE_TEST_RUNS ?? 1);
const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const secret = "a secret of forty characters for testing";

postgresSuite("the metric", (server) => {
  test("is the same, byte for byte, whatever it is computed from, on a thousand data sets", async (context) => {
    context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same again`);
    const random = createRandom(seed);
    const dataSets = Array.from({ length: 1000 * factor }, (_, n) => ({
      task: `task ${n}`,
      rows: Array.from({ length: pick(random, 40) }, () => ({
        payload: plausibleEvent(`task ${n}`, random),
      })),
    }));
    const directory = await mkdtemp(join(tmpdir(), "astrolabe-metric-"));
    const postgres = await server.createDatabase();
    const sqlite = await createSqliteDatabase();
    const stores = await Promise.all([openStore(postgres.url), openStore(sqlite.url)]);
    for (const store of stores) await Promise.all(dataSets.map(({ rows }) => store.insertEvents(rows)));

    const now = new Date();
    const byFunction = await postgres.query(
      `SELECT coalesce(json_agg(weeks) FILTER (WHERE week IS NOT NULL), '[]') AS weeks
      FROM unnest($1::text[]) WITH ORDINALITY AS wanted (task, place) LEFT JOIN LATERAL public.north_star(task) AS weeks ON true
      GROUP BY place ORDER BY place`,
      [dataSets.map(({ task }) => task)],
    );
    const overHttp = await Promise.all(stores.map(readOverHttp));
    const path = join(directory, "events.ndjson");
    for (const [index, { task, rows }] of dataSets.entries()) {
      await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      const expected = JSON.stringify(await northStar(readEvents(path), { task, now }));
      assert.equal(JSON.stringify({ task, weeks: byFunction[index]?.weeks }), expected);
      for (const store of stores) {
        const counts = await store.weeklyCounts({ task });
        assert.equal(JSON.stringify(northStarFromCounts(task, counts, { now })), expected);
      }
      for (const events of overHttp) {
        assert.equal(JSON.stringify(await northStar(events.get(task) ?? [], { task, now })), expected);
      }
    }

    const events = dataSets.flatMap(({ task, rows }) => (task === "task 1" ? rows : []));
    const listed = await postgres.query(
      "SELECT developer, week, successful_runs::int FROM public.successful_runs WHERE task = 'task 1'",
    );
    const sums: Record<string, Record<string, unknown>> = {};
    for (const { developer, week, successful_runs } of listed) {
      (sums[String(developer)] ??= {})[String(week)] = successful_runs;
    }
    assert.deepEqual(sums, await aggregateSuccessfulRuns(events, { task: "task 1" }));

    await Promise.all(stores.map((store) => store.close()));
    await Promise.all([postgres.remove(), sqlite.remove(), rm(directory, { recursive: true })]);
  });
});

/** All events of a store as the reader of URLs gives them, page after page from a collector, by their name. */
async function readOverHttp(store: EventStore): Promise<Map<unknown, unknown[]>> {
  const collector = await startCollector({ store, secret, port: 0 });
  const token = await mintKey("service_role", secret);
  const events = new Map<unknown, unknown[]>();
  for await (const event of readEvents(`${collector.url}/rest/v1/events`, { token })) {
    const name = typeof event === "object" && event !== null && "name" in event ? event.name : undefined;
    events.set(name, [...(events.get(name) ?? []), event]);
  }
  await collector.close();
  return events;
}

function plausibleEvent(name: string, random: () => number): Record<string, unknown> {
  const developers = ["ann", "bob", "é", "😀", "\uffee", "", 7, 0.1 + 0.2, 1e21, null];
  const times = [
    1_764_547_200 + pick(random, 4_000_000),
    "2026-12-28",
    `${1.7e12 + pick(random, 1e10)}`,
    null,
  ];
  return {
    name: pick(random, 20) === 0 ? "another" : name,
    developer: developers[pick(random, developers.length)],
    user: "someone",
    exit_code: [0, 0, 1, -0, "0"][pick(random, 5)],
    end_ts: times[pick(random, times.length)],
  };
}
