import { closeSync, openSync, writeSync } from "node:fs";

/** A generator of numbers in [0, 1) that a seed decides. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tasks = ["ai-do", "ai-do", "ai-do", "build", "test", "lint", "deploy", "plan", "format", "sync"];
const stamps = ["end_ts", "timestamp", "ts", "time"];
const people = ["developer", "user", "username"];
const firstSecond = Date.UTC(2025, 11, 1) / 1000;
const secondsOfYear = 52 * 7 * 86_400;

/**
 * Writes events of a year by 300 developers. Uniform: one program's, all of the same shape. Mixed: rows and events,
 * shuffled keys, four timestamp fields with numbers and ISO text, escapes in keys and values, decoys in strings and in
 * nested objects.
 *
 * @returns how many there are
 */
export function writeInput(path: string, kind: "uniform" | "mixed", bytes: number, seed: number): number {
  const random = createRandom(seed);
  const below = (end: number): number => Math.floor(random() * end);
  const hex = (): string => Array.from({ length: 32 }, () => below(16).toString(16)).join("");
  const developers = Array.from({ length: 300 }, hex);
  const file = openSync(path, "w");
  let events = 0;
  for (let size = 0; size < bytes;) {
    let text = "";
    for (let left = 2000; left > 0; left--, events++) {
      text += `${kind === "uniform" ? uniform() : mixed()}\n`;
    }
    size += writeSync(file, text);
  }
  closeSync(file);
  return events;

  function uniform(): string {
    const endTs = firstSecond + random() * secondsOfYear;
    return JSON.stringify({
      name: tasks[below(tasks.length)],
      developer: developers[below(300)],
      exit_code: below(5) === 0 ? 1 + below(130) : 0,
      start_ts: Number((endTs - 100 * random()).toFixed(3)),
      end_ts: Number(endTs.toFixed(3)),
      latency_ms: below(100_000),
      version: "1.4.2",
      os: "linux",
      arch: "x64",
      node: "v24.1.0",
      tokens: below(5000),
      session: hex(),
    });
  }

  function mixed(): string {
    const endTs = firstSecond + below(secondsOfYear);
    const forms = [endTs, endTs + 0.25, endTs * 1000, new Date(endTs * 1000).toISOString()];
    const fields: [string, unknown][] = [
      ["name", tasks[below(tasks.length)]],
      [String(people[below(3)]), developers[below(300)]],
      ["exit_code", below(5) === 0 ? 1 + below(130) : 0],
      [String(stamps[below(4)]), forms[below(4)]],
      ["latency_ms", below(100_000)],
      [
        "note",
        ["done", 'said "name":"ai-do"', "C:\\temp\\new", "caf\u00e9 \u20ac \u{1f600}", "tab\there"][below(5)],
      ],
      [
        "context",
        [null, { name: "ai-do", exit_code: 0 }, ["ai-do", 1.5e3, true], { a: { b: [] } }][below(4)],
      ],
      ["session", hex()],
    ];
    if (below(2) === 0) fields.sort(() => random() - 0.5);
    let event = JSON.stringify(Object.fromEntries(fields));
    // An escape where none is needed means the same.
    if (below(50) === 0) event = event.replace('"name":"ai-do"', '"n\\u0061me":"ai\\u002ddo"');
    if (below(3) > 0) return event;
    return `{"id":"${hex().replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}","payload":${event}}`;
  }
}
