import { randomBytes } from "node:crypto";

/** A row of about 300 bytes as the client sends it, apart from its id. Latencies are as uneven as those of real tools. */
export function sampleRow(id: string, index: number): { id: string; payload: object } {
  const latencyMs = Math.round(8000 * Math.exp(normal()));
  return {
    id,
    payload: {
      name: "ai-do",
      developer: randomBytes(15).toString("hex") + String(10 + (index % 90)),
      exit_code: index % 10 === 0 ? 1 : 0,
      start_ts: 1_795_379_211.123 + index,
      end_ts: 1_795_379_211.123 + index + latencyMs / 1000,
      latency_ms: latencyMs,
      os: "linux",
      arch: "x64",
      version: "1.4.2",
      ci: false,
      steps: 4,
    },
  };
}

/** Box and Muller's: a number with mean 0 and deviation 1. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

const run = randomBytes(5).toString("hex");
let counter = 0;

/** A UUIDv7: time first, so that ids grow as those of real clients do. */
export function nextId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const count = (counter++ % 0xfffffff).toString(16).padStart(7, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3, 6)}-${count.slice(6)}0${run}`;
}
