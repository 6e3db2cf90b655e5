// Sends requests that may be wrong anywhere to a listening collector: it refuses them, stays up, and stays small.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { hostileRequest } from "./hostile-request.ts";
import { sendPipelined } from "./pipelined-connection.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { anonKey, post, secret, serviceKey } from "./running-collector.ts";

const requestCount = Math.ceil(100_000 * Number(process.env["ASTROLABE_TEST_RUNS"] ?? 1));
/** `ASTROLABE_TEST_SEED` plays the same requests again. */
const seed = Number(process.env["ASTROLABE_TEST_SEED"] ?? Date.now() % 2 ** 31);
const connections = 32;
const requestsPerConnection = 50;
/** Small, so that V8 collects garbage instead of growing, and a leak ends the process. */
const heapMiB = 128;
/** Buffers not yet collected, and SQLite's page caches filling up to 64 MiB a connection. */
const allowedGrowthBytes = 192 * 1024 * 1024;
/** Garbage not yet collected: a leak of 1 KiB a request would be 49 MiB. */
const allowedHeapGrowthBytes = 40 * 1024 * 1024;

test(`${requestCount} hostile requests are answered without a 5xx and leave no trace (seed ${seed})`, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "astrolabe-fuzz-"));
  const script = fileURLToPath(new URL("collector-process.ts", import.meta.url));
  const args = [`--max-old-space-size=${heapMiB}`, script, join(directory, "events.db"), secret];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  t.after(async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await rm(directory, { recursive: true });
  });
  const url = await listeningUrl(child.stdout);
  const statuses = new Map<number, number>();
  const random = createRandom(seed);

  await sendHostile(url, requestCount / 2, random, statuses);
  const before = await measured(url, "process_resident_memory_bytes");
  const heapBefore = await measured(url, "nodejs_heap_size_used_bytes");
  await sendHostile(url, requestCount / 2, random, statuses);
  const growth = (await measured(url, "process_resident_memory_bytes")) - before;
  const heapGrowth = (await measured(url, "nodejs_heap_size_used_bytes")) - heapBefore;

  t.diagnostic(
    `answers by status: ${JSON.stringify(Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b)))}`,
  );
  t.diagnostic(
    `memory: ${Math.round(before / 2 ** 20)} MiB after one half, ${Math.round(growth / 2 ** 20)} MiB more after the other; heap in use ${Math.round(heapGrowth / 2 ** 20)} MiB more`,
  );
  assert.equal(child.exitCode, null, "the collector ended");
  assert.deepEqual(
    [...statuses.keys()].filter((status) => !(status >= 200 && status < 500)),
    [],
  );
  assert.ok(growth < allowedGrowthBytes, `memory grew by ${growth} bytes`);
  assert.ok(heapGrowth < allowedHeapGrowthBytes, `the heap in use grew by ${heapGrowth} bytes`);

  await assertConnectionsAreLetGo(url);
  const inserted = await fetch(
    `${url}/rest/v1/events`,
    post({ payload: { name: "after" } }, { apikey: anonKey }),
  );
  assert.equal(inserted.status, 201);
  await assertLedgerBalances(url);
});

async function sendHostile(
  url: string,
  count: number,
  random: Random,
  statuses: Map<number, number>,
): Promise<void> {
  const port = Number(new URL(url).port);
  let left = count;
  const sendSome = async (): Promise<void> => {
    while (left > 0) {
      const requests = [];
      do {
        requests.push(hostileRequest(random, secret, [anonKey, serviceKey]));
      } while (requests.at(-1)?.framed && requests.length < requestsPerConnection);
      left -= requests.length;
      for (const status of await sendPipelined(port, requests)) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, sendSome));
}

/** Those that were refused in the middle of something are closed 10 s later at the latest. */
async function assertConnectionsAreLetGo(url: string): Promise<void> {
  for (let second = 0; second < 15; second++) {
    if ((await measured(url, "nodejs_active_handles_total")) < connections) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  assert.fail(`${await measured(url, "nodejs_active_handles_total")} handles are open, with no client left`);
}

async function assertLedgerBalances(url: string): Promise<void> {
  const rows = await fetch(`${url}/rest/v1/events?select=id&limit=1`, {
    headers: { apikey: serviceKey, prefer: "count=exact" },
  });
  const total = Number(rows.headers.get("content-range")?.split("/")[1]);
  const stored = await measured(url, 'astrolabe_rows_total{outcome="stored",reason=""}');
  assert.equal(stored - (await measured(url, "astrolabe_rows_deleted_total")), total);
  const text = await (await fetch(`${url}/metrics`)).text();
  const sum = [...text.matchAll(/^astrolabe_rows_total\{.*\} (\d+)$/gm)].reduce(
    (all, found) => all + Number(found[1]),
    0,
  );
  assert.equal(sum, await measured(url, "astrolabe_rows_received_total"));
}

async function measured(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  assert.ok(line !== undefined, `/metrics has no ${name}`);
  return Number(line.slice(name.length));
}

async function listeningUrl(output: AsyncIterable<unknown>): Promise<string> {
  for await (const chunk of output) {
    const url = /listening on (\S+)/.exec(String(chunk))?.[1];
    if (url !== undefined) return url;
  }
  return assert.fail("the collector ended before it listened");
}
