// What recordEvent adds to a process: the same small program with and without it, in turn, against several sinks.
// `node bench/record/record.ts [RUNS]` prints two tables in Markdown. Linux only: it reads the flusher's CPU time from /proc.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const folder = mkdtempSync(join(tmpdir(), "astrolabe-bench-"));
const program = installProgram(join(folder, "tool"));
const runs = Number(process.argv[2] ?? 60);
const flusherLifeMs = 61_000;

interface Cost {
  readonly wallMs: number;
  /** User and system time of the process, without the flusher's. */
  readonly cpuMs: number;
  readonly rssKiB: number;
  readonly importMs: number;
  readonly recordMs: number;
}

interface Variant {
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  /** Makes the next run start a flusher. */
  readonly startsFlusher?: boolean;
}

/** A folder as a user of the program has it: a linked workspace would cost 2 MB more. */
function installProgram(dir: string): string {
  const nothing = join(dir, "node_modules/nothing");
  const client = join(dir, "node_modules/@astrolabe/client");
  const built = fileURLToPath(new URL("../../packages/client/", import.meta.url));
  mkdirSync(nothing, { recursive: true });
  writeFileSync(
    join(nothing, "package.json"),
    JSON.stringify({ name: "nothing", type: "module", exports: "./index.js" }),
  );
  writeFileSync(join(nothing, "index.js"), "export {};\n");
  cpSync(join(built, "dist"), join(client, "dist"), { recursive: true });
  cpSync(join(built, "package.json"), join(client, "package.json"));
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module" }));
  cpSync(fileURLToPath(new URL("program.js", import.meta.url)), join(dir, "program.js"));
  return join(dir, "program.js");
}

/** One run of the program, from its start to its end as the shell sees it. */
async function run({ env, startsFlusher = false }: Variant): Promise<Cost> {
  const stateDir = env["ASTROLABE_STATE_DIR"];
  if (startsFlusher && stateDir !== undefined) removeFlusherToken(stateDir);
  const startMs = performance.now();
  const args = stateDir === undefined ? [] : ["telemetry"];
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await new Promise((resolve) => child.once("close", resolve));
  const wallMs = performance.now() - startMs;
  const cost: Omit<Cost, "wallMs"> = JSON.parse(text);
  return { ...cost, wallMs };
}

/** The flusher that runs sees that its token is gone, and ends. */
function removeFlusherToken(stateDir: string): void {
  for (const dir of readdirSync(join(stateDir, "spool"))) {
    rmSync(join(stateDir, "spool", dir, "flusher.json"), { force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
}

let arrived = 0;
const sink = createServer((request, response) => {
  if (request.url === "/silent") return;
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
  request.on("end", () => {
    const rows: unknown[] = JSON.parse(body);
    arrived += rows.length;
    response.writeHead(201).end();
  });
});
await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
const address = sink.address();
const origin = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";

function enabled(name: string, url: string): NodeJS.ProcessEnv {
  return { EVENTS_ENABLED: "1", EVENTS_URL: url, ASTROLABE_STATE_DIR: join(folder, name) };
}

const variants: Variant[] = [
  { name: "without telemetry", env: {} },
  { name: "off", env: { ASTROLABE_STATE_DIR: join(folder, "off") } },
  { name: "on, server answers", env: enabled("answers", `${origin}/`) },
  { name: "on, server never answers", env: enabled("silent", `${origin}/silent`) },
  { name: "on, nobody listens", env: enabled("dead", "http://127.0.0.1:9/") },
  { name: "on, and a flusher is started", env: enabled("starts", `${origin}/`), startsFlusher: true },
];

/** The flushers' CPU time, all threads, in milliseconds. Empty when none is left. */
function flusherCpuMs(stateDir: string): number[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const environment = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/environ`, "utf8") : "";
      if (!environment.includes("ASTROLABE_FLUSHER=") || !environment.includes(stateDir)) return [];
      const threads = readdirSync(`/proc/${pid}/task`);
      const nanoseconds = threads.map((thread) =>
        Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
      );
      return [nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6];
    } catch {
      return [];
    }
  });
}

// Once without measuring: folders, secrets, the first flushers, the file cache.
for (const variant of variants) await run({ ...variant, startsFlusher: false });
await sleep(500);

const costs = new Map<string, Cost[]>(variants.map(({ name }) => [name, []]));
for (let round = 0; round < runs; round++) {
  // Each round begins with another variant, so that no one always follows the same.
  for (let turn = 0; turn < variants.length; turn++) {
    const variant = variants[(round + turn) % variants.length];
    if (variant !== undefined) costs.get(variant.name)?.push(await run(variant));
  }
}

const base = costs.get("without telemetry") ?? [];
function added(name: string, field: keyof Cost): string {
  const difference = median(
    (costs.get(name) ?? []).map((cost, index) => cost[field] - (base[index]?.[field] ?? 0)),
  );
  return `${difference >= 0 ? "+" : "−"}${Math.abs(difference).toFixed(1)}`;
}

console.log(
  `${runs} runs of each, in turn; medians, and in brackets the median of the paired differences. Node ${process.version}, ${availableParallelism()} cores.\n`,
);
console.log("| variant | wall ms | CPU ms of the process | peak MiB | import ms | recordEvent ms |");
console.log("| --- | --: | --: | --: | --: | --: |");
for (const [name, list] of costs) {
  const of = (field: keyof Cost): number => median(list.map((cost) => cost[field]));
  const rss = median(list.map((cost, index) => cost.rssKiB - (base[index]?.rssKiB ?? 0))) / 1024;
  console.log(
    `| ${name} | ${of("wallMs").toFixed(1)} (${added(name, "wallMs")}) | ${of("cpuMs").toFixed(1)} (${added(name, "cpuMs")}) | ${(of("rssKiB") / 1024).toFixed(1)} (+${rss.toFixed(1)}) | ${of("importMs").toFixed(2)} | ${of("recordMs").toFixed(2)} |`,
  );
}

// The flushers that are still there see that their folders are gone, and end.
for (const { env } of variants) {
  const stateDir = env["ASTROLABE_STATE_DIR"];
  if (stateDir !== undefined) rmSync(stateDir, { recursive: true, force: true });
}
await sleep(2000);

// The flusher: its whole life, for one event, and for a minute of a busy shell.
console.log("\n| one flusher, its whole life | events it delivered | CPU ms | CPU ms an event |");
console.log("| --- | --: | --: | --: |");
for (const [name, events] of [
  ["one event", 1],
  ["60 events, one a second", 60],
] as const) {
  arrived = 0;
  const variant: Variant = { name, env: enabled(`life-${events}`, `${origin}/`) };
  const startMs = performance.now();
  let cpuMs = 0;
  for (let sent = 0; ;) {
    if (sent < events && performance.now() - startMs >= (sent * flusherLifeMs) / 61) {
      await run(variant);
      sent++;
    }
    await sleep(100);
    const [now] = flusherCpuMs(join(folder, `life-${events}`));
    if (now === undefined && performance.now() - startMs > 5000) break;
    cpuMs = now ?? cpuMs;
  }
  console.log(`| ${name} | ${arrived} | ${cpuMs.toFixed(1)} | ${(cpuMs / arrived).toFixed(2)} |`);
}

rmSync(folder, { recursive: true, force: true });
sink.closeAllConnections();
sink.close();
