import { randomBytes } from "node:crypto";

/** A row of about 300 bytes as the client sends it, apart from its id. */
export function sampleRow(id: string, index: number): { id: string; payload: object } {
  return {
    id,
    payload: {
      name: "ai-do",
      developer: randomBytes(15).toString("hex") + String(10 + (index % 90)),
      exit_code: index % 10 === 0 ? 1 : 0,
      start_ts: 1_795_379_211.123 + index,
      end_ts: 1_795_379_223.456 + index,
      latency_ms: 12_333,
      os: "linux",
      arch: "x64",
      version: "1.4.2",
      ci: false,
      steps: 4,
    },
  };
}

const run = randomBytes(5).toString("hex");
let counter = 0;

/** A UUIDv7: time first, so that ids grow as those of real clients do. */
export function nextId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const count = (counter++ % 0xfffffff).toString(16).padStart(7, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3, 6)}-${count.slice(6)}0${run}`;
}
