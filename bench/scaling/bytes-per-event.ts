// Measures what an event takes on disk in each store: rows of about 300 bytes, inserted in batches of 100.
// The scaling page's model uses it. Usage: npm run build && node bench/scaling/bytes-per-event.ts [events]
import { openStore } from "@astrolabe/store";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres } from "../../packages/store/test/find-postgres.ts";
import { runSql, startPostgres } from "../../packages/store/test/postgres-server.ts";
import { nextId, sampleRow } from "../ingest/sample-row.ts";

const events = Number(process.argv[2] ?? 100_000);
console.log("| store | bytes an event |\n|---|---:|");

const folder = await mkdtemp(join(tmpdir(), "astrolabe-bench-"));
const path = join(folder, "events.db");
await fill(`sqlite:${path}`);
report("SQLite", (await stat(path)).size);
await rm(folder, { recursive: true });

const binaries = findPostgres();
if (binaries !== undefined) {
  const server = await startPostgres(binaries);
  const database = await server.createEmptyDatabase();
  const before = await database.query("SELECT pg_current_wal_lsn()::text AS wal");
  await fill(database.url);
  const [row] = await runSql(
    database.url,
    "SELECT pg_database_size(current_database())::float AS bytes, pg_wal_lsn_diff(pg_current_wal_lsn(), $1)::float AS wal",
    [before[0]?.["wal"]],
  );
  report("PostgreSQL", Number(row?.["bytes"]));
  report("PostgreSQL, its log (WAL)", Number(row?.["wal"]));
  await server.stop();
}

async function fill(url: string): Promise<void> {
  const store = await openStore(url);
  for (let done = 0; done < events; done += 1000) {
    const batches = Array.from({ length: 10 }, () =>
      store.insertEvents(Array.from({ length: 100 }, (_, n) => sampleRow(nextId(), done + n))),
    );
    await Promise.all(batches);
  }
  await store.close();
}

function report(store: string, bytes: number): void {
  console.log(`| ${store} | ${(bytes / events).toFixed(0)} |`);
}
