import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  aggregateSuccessfulRuns,
  northStar,
  northStarFromCounts,
  parseRun,
  readEvents,
} from "@astrolabe/metric";
import { openStore } from "../src/open-store.ts";
import { hostileEvent } from "./hostile-event.ts";
import { postgresSuite } from "./postgres-server.ts";
import { createRandom, pick } from "./random.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

const factor = Number(process.env.ASTROLABE_TEST_RUNS ?? 1);
const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const again = `seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same again`;

postgresSuite("the definition in SQL", (server) => {
  test("says the same of hostile events as the one in TypeScript", async (context) => {
    context.diagnostic(again);
    const random = createRandom(seed);
    const database = await server.createDatabase();
    let runs = 0;
    for (let batch = 0; batch < 4 * factor; batch += 1) {
      const events = Array.from({ length: 5000 }, () => hostileEvent(random));
      const answers = await database.query(
        `SELECT task, week, developer, successful FROM json_array_elements($1) WITH ORDINALITY AS element (event, place)
        CROSS JOIN LATERAL astrolabe.run_of(event::jsonb) ORDER BY place`,
        [`[${events.join(",")}]`],
      );
      for (const [index, event] of events.entries()) {
        const run = parseRun({ payload: JSON.parse(event) });
        if (run !== null) runs += 1;
        const none = { task: null, week: null, developer: null, successful: null };
        assert.deepEqual(answers[index], { ...(run ?? none) }, event);
      }
    }
    assert.ok(runs > 500 * factor, "enough of them were runs");
    await database.remove();
  });

  test("can be asked of a large table, which PostgreSQL reads with several processes", async () => {
    const database = await server.createDatabase();
    const event = JSON.stringify({ name: "ai-do", exit_code: 0, ts: " 1763836012 ", user: 7 });
    await database.query("INSERT INTO public.events (payload) SELECT $1 FROM generate_series(1, 5000)", [
      event,
    ]);
    const [counted] = await database.query(
      `SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; ANALYZE public.events;
      SELECT count(task)::int AS runs, min(developer) AS developer
      FROM public.events CROSS JOIN LATERAL astrolabe.run_of(payload)`,
    );
    assert.deepEqual(counted, { runs: 5000, developer: "7" });
    await database.remove();
  });

  test("gives the bytes that a file, and each store's rollup, gives, on a thousand data sets", async (context) => {
    context.diagnostic(again);
    const random = createRandom(seed);
    const dataSets = Array.from({ length: 1000 * factor }, (_, n) => ({
      task: `task ${n}`,
      rows: Array.from({ length: pick(random, 40) }, () => ({
        payload: plausibleEvent(`task ${n}`, random),
      })),
    }));
    const directory = await mkdtemp(join(tmpdir(), "astrolabe-definition-"));
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
    const path = join(directory, "events.ndjson");
    for (const [index, { task, rows }] of dataSets.entries()) {
      await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      const expected = JSON.stringify(await northStar(readEvents(path), { task, now }));
      assert.equal(JSON.stringify({ task, weeks: byFunction[index]?.weeks }), expected);
      for (const store of stores) {
        const counts = await store.weeklyCounts({ task });
        assert.equal(JSON.stringify(northStarFromCounts(task, counts, { now })), expected);
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
