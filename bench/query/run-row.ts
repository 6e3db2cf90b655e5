import { createHash } from "node:crypto";
import type { Random } from "../../packages/metric/test/random.ts";

export interface RunFacts {
  readonly developer: number;
  /** When it ended, in epoch milliseconds. */
  readonly endMs: number;
  readonly minorVersion: number;
  /** No other run has this number. */
  readonly serial: number;
}

/** A run of a tool as the client sends it: one in eight fails, one developer in twelve is a CI machine. */
export function runRow(random: Random, { developer, endMs, minorVersion, serial }: RunFacts): RunRow {
  const failed = random.uniform() < 0.12;
  const latencyMs = Math.round(8000 * Math.exp(random.normal()));
  return {
    id: idOf(endMs, serial),
    payload: {
      name: "ai-do",
      developer: createHash("md5").update(String(developer)).digest("hex"),
      exit_code: failed ? (random.uniform() < 0.8 ? 1 : 130) : 0,
      start_ts: (endMs - latencyMs) / 1000,
      end_ts: endMs / 1000,
      latency_ms: latencyMs,
      os: "linux",
      arch: "x64",
      tool_version: `1.${minorVersion}.0`,
      ci: developer % 12 === 0,
    },
  };
}

interface RunRow {
  readonly id: string;
  readonly payload: object;
}

/** A UUIDv7: time first, so that ids grow as those of real clients do. */
function idOf(timeMs: number, serial: number): string {
  const time = Math.floor(timeMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${serial.toString(16).padStart(12, "0")}`;
}
