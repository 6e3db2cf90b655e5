import assert from "node:assert/strict";
import { test } from "node:test";
import { countedOf } from "../src/counted.ts";
import { hostileEvent } from "./hostile-event.ts";
import { postgresSuite } from "./postgres-server.ts";
import { createRandom } from "./random.ts";

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
        `SELECT run.*, astrolabe.dropped_of(event::jsonb)::float8 AS dropped
        FROM json_array_elements($1) WITH ORDINALITY AS element (event, place)
        LEFT JOIN LATERAL astrolabe.run_detail_of(event::jsonb) AS run ON true ORDER BY place`,
        [`[${events.join(",")}]`],
      );
      for (const [index, event] of events.entries()) {
        const { run, dropped } = countedOf(JSON.parse(event));
        if (run !== null) runs += 1;
        const { exitCode = null, endMs = null, latencyBucket = null } = run ?? {};
        const {
          task = null,
          week = null,
          developer = null,
          version = null,
          ci = null,
          linkable = null,
          day = null,
        } = run ?? {};
        const known = { task, week, developer, version, ci, linkable, day, dropped };
        const expected = { ...known, exit_code: exitCode, end_ms: endMs, latency_bucket: latencyBucket };
        assert.deepEqual(answers[index], expected, event);
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
      FROM public.events CROSS JOIN LATERAL astrolabe.run_detail_of(payload)`,
    );
    assert.deepEqual(counted, { runs: 5000, developer: "7" });
    await database.remove();
  });
});
