// Sends events of this week at a steady rate until it is told to end; then prints how long the answers took.
// Usage: node bench/query/steady-load.ts PORT KEY EVENTS_A_SECOND DEVELOPERS
import { createRandom } from "../../packages/metric/test/random.ts";
import { quantile } from "./quantile.ts";
import { runRow } from "./run-row.ts";

const [port, key = "", perSecond, developers] = process.argv.slice(2);
const random = createRandom(Date.now());
/** Requests a second. */
const batches = 20;
const latenciesMs: number[] = [];
let serial = Date.now();
let failures = 0;
const timer = setInterval(() => void send(), 1000 / batches);
process.once("SIGTERM", () => {
  clearInterval(timer);
  const [p50Ms, p99Ms] = [0.5, 0.99].map((share) => quantile(latenciesMs, share));
  process.stdout.write(`${JSON.stringify({ sent: latenciesMs.length, p50Ms, p99Ms, failures })}\n`);
});

async function send(): Promise<void> {
  const rows = Array.from({ length: Number(perSecond) / batches }, () =>
    runRow(random, {
      developer: Math.floor(random.uniform() * Number(developers)),
      endMs: Date.now(),
      minorVersion: 26,
      serial: serial++,
    }),
  );
  const startMs = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/rest/v1/events`, {
    method: "POST",
    headers: { apikey: key, "Content-Type": "application/json", Prefer: "return=minimal" },
    body: JSON.stringify(rows),
  });
  await answer.arrayBuffer();
  latenciesMs.push(performance.now() - startMs);
  if (answer.status !== 201) failures++;
}
