// Measures how long the report and the page take at a real collector whose embedded store has many events, at rest and
// while more come in, beside the same counts from raw rows. Needs Chromium. Prints Markdown. The filled store is kept in
// the temporary folder for the next time. Usage: node bench/query/query.ts [million events] [weekly developers]
import { mintKey } from "@astrolabe/collector";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openBrowser } from "../../test/page/open-browser.ts";
import { startServer } from "../ingest/server-process.ts";
import { quantile } from "./quantile.ts";

const million = Number(process.argv[2] ?? 1);
const developers = Number(process.argv[3] ?? 3000);
const eventsPerSecond = 1000;
const requests = 300;
/** Between two requests: all of them take long enough for several reports to be built. */
const pauseMs = 75;
const paints = 7;
const secret = "bench bench bench bench bench bench bench";
const key = await mintKey("service_role", secret);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const path = await filledStore();
const server = await startServer("collector-server.ts", [`sqlite:${path}`, secret]);
const origin = `http://127.0.0.1:${server.port}`;
const headers = { apikey: key, Authorization: `Bearer ${key}` };
const rows: (readonly [what: string, p50Ms: number, p99Ms?: number | undefined])[] = [];
try {
  const [first] = await ask(1);
  rows.push(["the first report after a start", first ?? NaN]);
  await keep("report, at rest", () => ask(requests));
  await keep("page's first paint, at rest", paint);
  const idle = await load(() => pause(requests * pauseMs));
  const busy = await load(() => keep(`report, with ${eventsPerSecond} events/s`, () => ask(requests)));
  // Beside a browser on the same cores, nothing else is measured.
  await load(() => keep(`page's first paint, with ${eventsPerSecond} events/s`, paint));
  rows.push(["50 events posted, nobody asking", idle.p50Ms, idle.p99Ms]);
  rows.push(["50 events posted, report asked for", busy.p50Ms, busy.p99Ms]);
} finally {
  await server.stop();
}
const { stdout: rawMs } = await promisify(execFile)(process.execPath, [here("count-raw.ts"), path]);
rows.push(["the rollup's counts from raw rows, in SQL", Number(rawMs)]);
print();

async function filledStore(): Promise<string> {
  const folder = join(tmpdir(), "astrolabe-bench-query");
  const file = join(folder, `${million}m-${developers}.db`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const filling = [here("fill-store.ts"), `${file}.part`, String(million * 1e6), String(developers)];
  await promisify(execFile)(process.execPath, filling);
  renameSync(`${file}.part`, file);
  return file;
}

async function ask(times: number): Promise<number[]> {
  const latenciesMs: number[] = [];
  for (let time = 0; time < times; time++) {
    const startMs = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
    const answer = await fetch(`${origin}/api/v1/report?task=ai-do`, { headers });
    // oxlint-disable-next-line no-await-in-loop -- its body belongs to it
    await answer.text();
    latenciesMs.push(performance.now() - startMs);
    if (answer.status !== 200) throw new Error(`The report is answered with ${answer.status}`);
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (times > 1) await pause(pauseMs);
  }
  return latenciesMs;
}

/** From the start of the navigation to the first content that the browser draws, each time in a new profile. */
async function paint(): Promise<number[]> {
  await using browser = await openBrowser();
  const timesMs: number[] = [];
  for (let time = 0; time < paints; time++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
    await using context = await browser.newContext({ extraHTTPHeaders: headers });
    // oxlint-disable-next-line no-await-in-loop -- as above
    const page = await context.newPage();
    // oxlint-disable-next-line no-await-in-loop -- as above
    await page.goto(origin);
    const read = `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries()
      .find(({ name }) => name === "first-contentful-paint")?.startTime)).observe({ type: "paint", buffered: true }))`;
    // oxlint-disable-next-line no-await-in-loop -- as above
    timesMs.push(Number(await page.evaluate(read)));
  }
  return timesMs;
}

/** Sends events meanwhile. */
async function load(meanwhile: () => Promise<unknown>): Promise<{ p50Ms: number; p99Ms: number }> {
  const options = [String(server.port), key, String(eventsPerSecond), String(developers)];
  const sender = spawn(process.execPath, [here("steady-load.ts"), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = sender.stdout.toArray();
  await meanwhile();
  sender.kill("SIGTERM");
  await once(sender, "exit");
  const result = JSON.parse(Buffer.concat(await output).toString());
  if (result.failures > 0) throw new Error(`${result.failures} posts were refused`);
  return result;
}

async function keep(name: string, measure: () => Promise<number[]>): Promise<void> {
  const times = await measure();
  const most = times.length < 100 ? undefined : quantile(times, 0.99);
  rows.push([name, quantile(times, 0.5), most]);
}

function print(): void {
  const [, base = NaN] = rows.find(([name]) => name === "report, at rest") ?? [];
  console.log(`${million} million events, ${developers} developers a week over 104 weeks`);
  console.log(
    `${requests} requests, ${paints} paints, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}\n`,
  );
  console.log("| | p50 ms | p99 ms | × |\n|---|---:|---:|---:|");
  for (const [name, p50Ms, p99Ms] of rows)
    console.log(
      `| ${name} | ${p50Ms.toFixed(1)} | ${p99Ms?.toFixed(1) ?? ""} | ${(p50Ms / base).toFixed(1)} |`,
    );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
