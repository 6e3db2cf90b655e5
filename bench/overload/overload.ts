// Measures what is left of a collector's throughput when more is asked of it than it can do: the peak first, then once to
// three times as much, at a fixed rate that no refusal slows down. The collector has one core and the generator another.
// Prints Markdown. Usage: npm run build && node bench/overload/overload.ts [rounds] [seconds]
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { mintKey } from "@astrolabe/collector";
import { measure, startServer } from "../ingest/server-process.ts";
import type { OpenLoadOptions, OpenLoadResult } from "./open-load.ts";

interface Row {
  readonly goodput: number;
  readonly ofPeak: number;
  readonly result: OpenLoadResult;
  readonly peakMiB: number;
}

const rounds = Number(process.argv[2] ?? 3);
const measureMs = Number(process.argv[3] ?? 5) * 1000;
const secret = "bench bench bench bench bench bench bench";
const key = await mintKey("anon", secret);
const directory = await mkdtemp(join(tmpdir(), "astrolabe-bench-"));
const kinds = [
  { name: "batches of 100, connections kept", rowsPerRequest: 100, connectEachTime: false },
  { name: "single events, a connection each", rowsPerRequest: 1, connectEachTime: true },
];
const factors = [1, 2, 3];
const rows = new Map<string, Row[]>();

try {
  for (let round = 1; round <= rounds; round += 1) {
    for (const kind of kinds) await measureKind(kind, round);
    console.error(`round ${round} of ${rounds}`);
  }
} finally {
  await rm(directory, { recursive: true });
}
report();

async function measureKind(kind: (typeof kinds)[number], round: number): Promise<void> {
  const peak = await findPeak(kind, round);
  const measured = [];
  for (const factor of factors) {
    const { result, peakMiB } = await openLoad(kind, peak * factor, `${round}-${factor}`);
    measured.push({ factor, result, peakMiB, goodput: result.stored / (measureMs / 1000) });
  }
  // What the round did best, whichever way it was found: others on the machine disturb each measurement.
  const best = Math.max(peak, ...measured.map(({ goodput }) => goodput));
  for (const { factor, ...row } of measured) {
    const name = `${kind.name}, ${factor} ×`;
    rows.set(name, [...(rows.get(name) ?? []), { ...row, ofPeak: row.goodput / best }]);
  }
}

/** Requests a second, at most: of a few senders that wait for each answer, or of a rate that is slowly raised. */
async function findPeak(kind: (typeof kinds)[number], round: number): Promise<number> {
  const { rowsPerRequest, connectEachTime } = kind;
  if (!connectEachTime) {
    const server = await startCollector(`${round}-peak`);
    const options = { port: server.port, connections: 32, rowsPerRequest, warmUpMs: 1500, measureMs, key };
    const { eventsPerSecond } = await measure(options).finally(() => void server.stop());
    return eventsPerSecond / rowsPerRequest;
  }
  let best = 0;
  for (let rate = 1500; ; rate *= 1.5) {
    const { result } = await openLoad(kind, rate, `${round}-${rate}`, 1500);
    const stored = result.stored / 1.5;
    best = Math.max(best, stored);
    if (stored < rate * 0.7) return best;
  }
}

async function openLoad(
  { rowsPerRequest, connectEachTime }: (typeof kinds)[number],
  requestsPerSecond: number,
  name: string,
  forMs: number = measureMs,
): Promise<{ result: OpenLoadResult; peakMiB: number }> {
  const server = await startCollector(`${name}-${rowsPerRequest}`);
  const options: OpenLoadOptions = {
    port: server.port,
    requestsPerSecond,
    rowsPerRequest,
    warmUpMs: 1000,
    measureMs: forMs,
    connectEachTime,
    key,
  };
  const script = fileURLToPath(new URL("open-load.ts", import.meta.url));
  const pinned = ["-c", "1", process.execPath, script, JSON.stringify(options)];
  const { stdout } = await promisify(execFile)("taskset", pinned);
  const peakMiB = await peakMemoryMiB(server.pid);
  await server.stop();
  return { result: JSON.parse(stdout), peakMiB };
}

function startCollector(name: string): ReturnType<typeof startServer> {
  return startServer("collector-server.ts", [`sqlite:${join(directory, `${name}.db`)}`, secret], 0);
}

async function peakMemoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

function report(): void {
  const cpu = cpus()[0]?.model ?? "unknown";
  console.log(
    `${rounds} rounds of ${measureMs / 1000} s, medians. Node ${process.version}, 1 of ${cpus().length} × ${cpu}.\n`,
  );
  console.log(
    "| offered | goodput, of the peak | stored | told to come back | untold | not sent | p99 ms | peak MiB |",
  );
  console.log("|---|---:|---:|---:|---:|---:|---:|---:|");
  for (const [name, measured] of rows) {
    const median = (of: (row: Row) => number): number => {
      const sorted = measured.map(of).toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? NaN;
    };
    const percent = (of: (result: OpenLoadResult) => number): string =>
      `${median(({ result }) => (100 * of(result)) / (result.sent + result.unsent)).toFixed(1)} %`;
    const cells = [
      median(({ ofPeak }) => ofPeak).toFixed(2),
      percent(({ stored }) => stored),
      percent(({ putOff }) => putOff),
      percent(({ untold, otherwise, late }) => untold + otherwise + late),
      percent(({ unsent }) => unsent),
      median(({ result }) => result.storedP99Ms).toFixed(0),
      median(({ peakMiB }) => peakMiB).toFixed(0),
    ];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}
