// Keeps a collector at half of what it can do and watches whether anything grows: memory, open files, the time until an event is
// durable, rows that wait. Prints the slope of each over the run, after a warm-up, and the whole series as CSV to a file.
// Usage: npm run build && node bench/soak/soak.ts [minutes] [store URL] [CSV file]
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { mintKey } from "@astrolabe/collector";
import { measure, startServer } from "../ingest/server-process.ts";
import type { OpenLoadOptions, OpenLoadResult } from "../overload/open-load.ts";

interface Sample {
  readonly minutes: number;
  readonly memoryMiB: number;
  readonly heapMiB: number;
  readonly openFiles: number;
  readonly queueRows: number;
  readonly eventLoopMs: number;
  /** Mean of the inserts since the sample before. */
  readonly insertMs: number;
}

const minutes = Number(process.argv[2] ?? 30);
const directory = await mkdtemp(join(tmpdir(), "astrolabe-soak-"));
const storeUrl = process.argv[3] ?? `sqlite:${join(directory, "events.db")}`;
const rowsPerRequest = 20;
const sampleMs = Math.max(500, (minutes * 60_000) / 360);
/** The first part: pools fill, code is compiled, the heap finds its size. */
const warmUp = 0.2;
const secret = "bench bench bench bench bench bench bench";
const key = await mintKey("anon", secret);

try {
  const requestsPerSecond = (await findCapacity()) / 2;
  console.log(
    `${minutes} minutes at ${requestsPerSecond.toFixed(0)} requests of ${rowsPerRequest} events a second, half of capacity.\n`,
  );
  const { samples, result } = await soak(requestsPerSecond);
  report(samples, result);
  if (process.argv[4] !== undefined) await writeFile(process.argv[4], csv(samples));
} finally {
  await rm(directory, { recursive: true });
}

/** Requests a second, on a store of its own. */
async function findCapacity(): Promise<number> {
  const server = await startServer("collector-server.ts", [
    `sqlite:${join(directory, "capacity.db")}`,
    secret,
  ]);
  const options = {
    port: server.port,
    connections: 32,
    rowsPerRequest,
    warmUpMs: 1500,
    measureMs: 5000,
    key,
  };
  const { eventsPerSecond } = await measure(options).finally(() => void server.stop());
  return eventsPerSecond / rowsPerRequest;
}

async function soak(
  requestsPerSecond: number,
): Promise<{ samples: readonly Sample[]; result: OpenLoadResult }> {
  const server = await startServer("collector-server.ts", [storeUrl, secret]);
  const samples: Sample[] = [];
  const start = performance.now();
  let before = { seconds: 0, count: 0 };
  const sample = async (): Promise<void> => {
    const read = await readMetrics(server.port);
    const seconds = read("astrolabe_insert_duration_seconds_sum");
    const count = read("astrolabe_insert_duration_seconds_count");
    samples.push({
      minutes: (performance.now() - start) / 60_000,
      memoryMiB: read("process_resident_memory_bytes") / 2 ** 20,
      heapMiB: read("nodejs_heap_size_used_bytes") / 2 ** 20,
      openFiles: read("process_open_fds"),
      queueRows: read("astrolabe_queue_rows"),
      eventLoopMs: read("nodejs_eventloop_lag_p50_seconds") * 1000,
      insertMs: ((seconds - before.seconds) / (count - before.count)) * 1000,
    });
    before = { seconds, count };
  };
  const timer = setInterval(() => void sample(), sampleMs);
  const options: OpenLoadOptions = {
    port: server.port,
    requestsPerSecond,
    rowsPerRequest,
    warmUpMs: 1000,
    measureMs: minutes * 60_000,
    connectEachTime: false,
    key,
  };
  const script = fileURLToPath(new URL("../overload/open-load.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(options)]);
  clearInterval(timer);
  await server.stop();
  return { samples, result: JSON.parse(stdout) };
}

async function readMetrics(port: number): Promise<(name: string) => number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return (name) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}

function report(samples: readonly Sample[], result: OpenLoadResult): void {
  const counted = samples.filter((_, index) => index >= samples.length * warmUp);
  console.log("| | at first | at last | slope an hour | of its mean |\n|---|---:|---:|---:|---:|");
  for (const name of ["memoryMiB", "heapMiB", "openFiles", "queueRows", "eventLoopMs", "insertMs"] as const) {
    const values = counted.map((sample) => sample[name]);
    const fifth = Math.max(1, Math.floor(values.length / 5));
    const slope = slopeOf(
      counted.map((sample) => sample.minutes / 60),
      values,
    );
    const share = (100 * slope) / (mean(values) || 1);
    const cells = [mean(values.slice(0, fifth)), mean(values.slice(-fifth)), slope].map((value) =>
      value.toFixed(2),
    );
    console.log(`| ${name} | ${cells.join(" | ")} | ${share.toFixed(1)} % |`);
  }
  const { sent, stored, putOff, otherwise, untold, late, unsent, storedP99Ms } = result;
  console.log(
    `\n${sent} requests: ${stored} stored, ${putOff} put off, ${otherwise + untold + late + unsent} anything else; p99 ${storedP99Ms.toFixed(1)} ms.`,
  );
}

/** Least squares. */
function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [above, below] = [0, 0];
  for (const [index, x] of xs.entries()) {
    above += (x - meanX) * ((ys[index] ?? 0) - meanY);
    below += (x - meanX) ** 2;
  }
  return above / below;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function csv(samples: readonly Sample[]): string {
  const [first] = samples;
  if (first === undefined) return "";
  return [Object.keys(first), ...samples.map((sample) => Object.values(sample))]
    .map((row) => `${row.join(",")}\n`)
    .join("");
}
