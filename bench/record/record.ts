// What telemetry costs a program: the same small program without it and with it, by each of several clients, in turn, against
// five sinks; one event, and the end that the client's documentation asks for. Then the same with ends that ask for nothing.
// `npm install --prefix bench && node bench/record/record.ts [ROUNDS]` prints tables in Markdown. It takes three minutes.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installedBytes, installProgram } from "./install-program.ts";
import { median, runProgram, type Cost, type Run } from "./run-program.ts";
import { openSinks, sinkNames, type SinkName } from "./sinks.ts";

/** Whoever takes longer hangs, is run once only, and is waited for up to the second. */
const hangsAfterMs = 4000;
const capMs = 90_000;
const rounds = Number(process.argv[2] ?? 15);
const endingRuns = 5;
/** Without a sink named, what a client costs is taken from these: behind a failed send none starts a flusher. */
const answering: readonly SinkName[] = ["answers", "after 300 ms"];
const endings = ["exit", "throw", "kill"] as const;

interface Client {
  readonly name: string;
  /** The file in `clients/`. */
  readonly file: string;
  readonly packages: readonly string[];
  readonly isOff?: true;
  /** Forgets before each run that there is a flusher, so that one is started. */
  readonly startsFlusher?: true;
}

const ours = { file: "astrolabe", packages: ["@astrolabe/client"] };
const otel = "@opentelemetry/";
const without: Client = { name: "without telemetry", file: "none", packages: [] };
const clients: readonly Client[] = [
  without,
  { name: "astrolabe, off", ...ours, isOff: true },
  { name: "**astrolabe**", ...ours },
  { name: "**astrolabe**, first of a minute", ...ours, startsFlusher: true },
  { name: "posthog-node", file: "posthog", packages: ["posthog-node"] },
  { name: "@segment/analytics-node", file: "segment", packages: ["@segment/analytics-node"] },
  {
    name: "OpenTelemetry metrics",
    file: "otel-metrics",
    packages: [`${otel}sdk-metrics`, `${otel}exporter-metrics-otlp-http`],
  },
  {
    name: "OpenTelemetry logs",
    file: "otel-logs",
    packages: [`${otel}sdk-logs`, `${otel}exporter-logs-otlp-http`],
  },
  { name: "@sanity/telemetry", file: "sanity", packages: ["@sanity/telemetry"] },
  { name: "plain awaited fetch", file: "fetch", packages: [] },
];

const folder = mkdtempSync(join(tmpdir(), "astrolabe-bench-"));
const toolDir = join(folder, "tool");
const program = installProgram(toolDir);
using sinks = await openSinks();

let runCount = 0;
/** The runs of a client against a sink, or with an ending, by which to look for what arrived. */
const runsOf = new Map<string, string[]>();

function run(client: Client, sink: SinkName, end: Run["end"]): Promise<Cost> {
  const url = `${sinks.urls[sink]}/`;
  const stateDir = join(folder, "state", client.name, sink);
  if (client.startsFlusher) removeFlusherTokens(stateDir);
  const id = `run-${++runCount}-end`;
  const key = `${client.name} ${sink} ${end}`;
  runsOf.set(key, [...(runsOf.get(key) ?? []), id]);
  const env = {
    ASTROLABE_STATE_DIR: stateDir,
    ...(!client.isOff && client.file === ours.file && { EVENTS_ENABLED: "1", EVENTS_URL: url }),
  };
  return runProgram({ program, client: client.file, end, url, env, run: id, capMs });
}

/** The flusher that runs sees that its token is gone, and ends. */
function removeFlusherTokens(stateDir: string): void {
  for (const path of filesUnder(stateDir).filter((name) => name.endsWith("flusher.json"))) {
    rmSync(path, { force: true });
  }
}

function filesUnder(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true }).map((path) => join(dir, String(path)));
  } catch {
    return [];
  }
}

interface Cell {
  readonly client: Client;
  readonly sink: SinkName;
  readonly costs: Cost[];
  /** The one run of a client that hangs here. */
  hanging?: Promise<Cost>;
}

const cells: Cell[] = clients.flatMap((client) =>
  sinkNames.map((sink) => ({ client, sink, costs: [] }) satisfies Cell),
);

// Once without measuring: folders, secrets, the first flushers, the file cache; and whoever hangs is found.
for (const sink of sinkNames) {
  const patience = sleep(hangsAfterMs);
  await Promise.all(
    cells
      .filter((cell) => cell.sink === sink)
      .map(async (cell) => {
        const first = run(cell.client, sink, "clean");
        if (!(await Promise.race([first.then(() => true), patience]))) cell.hanging = first;
      }),
  );
}

for (let round = 0; round < rounds; round++) {
  // In another order each time: a flusher is at work while whoever comes next is measured.
  const order = cells.map((cell) => ({ cell, at: Math.random() })).toSorted((a, b) => a.at - b.at);
  for (const { cell } of order) {
    if (!cell.hanging) cell.costs.push(await run(cell.client, cell.sink, "clean"));
  }
}
for (const cell of cells) if (cell.hanging) cell.costs.push(await cell.hanging);
for (const client of clients.slice(2)) {
  for (const end of endings) {
    for (let n = 0; n < endingRuns; n++) await run(client, "answers", end);
  }
}
// The flushers send at once what they are told of, and take a last look when their minute is over.
await sleep(2000);

const all = (client: Client, field: keyof Cost, sink?: SinkName): number[] =>
  cells
    .filter((cell) => cell.client === client && (sink === undefined ? answering : [sink]).includes(cell.sink))
    .flatMap(({ costs }) => costs.map((cost) => cost[field]));
const of = (...what: Parameters<typeof all>): number => median(all(...what));
/** The lower quartile: of a millisecond, half is waiting as soon as the machine has something else to do. */
const quick = (...what: Parameters<typeof all>): number => {
  const sorted = all(...what).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 4)] ?? Number.NaN;
};

const signed = (value: number, digits: number): string =>
  `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;
function wall(client: Client, sink: SinkName): string {
  const ms = of(client, "wallMs", sink);
  if (ms >= capMs) return `> ${capMs / 1000} s`;
  const addedMs = ms - of(without, "wallMs", sink);
  return Math.abs(addedMs) >= 1000 ? `${signed(addedMs / 1000, 1)} s` : `${signed(addedMs, 0)} ms`;
}
function arrivals(client: Client, sink: SinkName, end: Run["end"]): string {
  const ids = runsOf.get(`${client.name} ${sink} ${end}`) ?? [];
  return `${ids.filter((id) => sinks.arrived.has(id)).length}/${ids.length}`;
}

console.log(
  `${rounds} runs of each, in turn; medians, of import and record the lower quartiles. Node ${process.version}, ${availableParallelism()} cores. Without telemetry: ${of(without, "wallMs").toFixed(0)} ms wall, ${of(without, "cpuMs").toFixed(0)} ms CPU, ${(of(without, "rssKiB") / 1024).toFixed(1)} MiB.\n`,
);
console.log(`| wall time added, by sink | ${sinkNames.join(" | ")} |`);
console.log(`| --- |${" --: |".repeat(sinkNames.length)}`);
for (const client of clients.slice(1)) {
  console.log(`| ${client.name} | ${sinkNames.map((sink) => wall(client, sink)).join(" | ")} |`);
}

console.log("\n| | CPU added | peak memory added | import | record | installed |");
console.log("| --- | --: | --: | --: | --: | --: |");
for (const client of clients.slice(1)) {
  const cpu = of(client, "cpuMs") - of(without, "cpuMs");
  const mib = (of(client, "rssKiB") - of(without, "rssKiB")) / 1024;
  const kib = installedBytes(toolDir, client.packages) / 1024;
  console.log(
    `| ${client.name} | ${signed(cpu, 1)} ms | ${signed(mib, 1)} MiB | ${quick(client, "importMs").toFixed(2)} ms | ${quick(client, "recordMs").toFixed(2)} ms | ${kib.toFixed(0)} KiB |`,
  );
}
console.log(`\nImporting a package that does nothing takes ${quick(without, "importMs").toFixed(2)} ms.`);

console.log(
  `\n| events that arrived | clean end | clean end, after 300 ms | ${endings.map((end) => `\`${end}\` right after`).join(" | ")} |`,
);
console.log("| --- | --: | --: | --: | --: | --: |");
for (const client of clients.slice(2)) {
  const clean = [arrivals(client, "answers", "clean"), arrivals(client, "after 300 ms", "clean")];
  console.log(
    `| ${client.name} | ${[...clean, ...endings.map((end) => arrivals(client, "answers", end))].join(" | ")} |`,
  );
}

// What could not be sent waits; a flusher without its folder ends.
const unsent = clients
  .filter(({ file }) => file === ours.file)
  .flatMap((client) => filesUnder(join(folder, "state", client.name)))
  .filter((path) => path.endsWith(".ndjson") && !path.includes("sent"))
  .flatMap((path) => [...readFileSync(path, "utf8").matchAll(/run-\d+-end/g)].map(([id]) => id));
const expected = clients
  .filter(({ file, isOff }) => file === ours.file && !isOff)
  .flatMap((client) =>
    (["dead port", "never answers", "unknown name"] as const).flatMap(
      (sink) => runsOf.get(`${client.name} ${sink} clean`) ?? [],
    ),
  );
const kept = new Set(unsent);
console.log(
  `\nOf the ${expected.length} events that astrolabe recorded for the three sinks that take nothing, ${expected.filter((id) => kept.has(id)).length} wait on disk.`,
);
rmSync(folder, { recursive: true, force: true });
