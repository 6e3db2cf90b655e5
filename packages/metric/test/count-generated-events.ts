// Counts 1,500,000 events of 200 bytes that are made as they are read, as lines or as one array, and prints how many
// runs there were and how much memory it took at most.
import { countRuns } from "../src/aggregate.ts";
import { readEvents } from "../src/read-events.ts";

const events = 1_500_000;
const perChunk = 1000;
const isArray = process.argv[2] === "array";

async function* generate(): AsyncGenerator<Buffer, void, undefined> {
  if (isArray) yield Buffer.from("[\n");
  for (let at = 0; at < events; at += perChunk) {
    const lines = Array.from({ length: perChunk }, (_, offset) => line(at + offset));
    yield Buffer.from(
      lines.join(isArray ? ",\n" : "\n") + (isArray && at + perChunk < events ? ",\n" : "\n"),
    );
  }
  if (isArray) yield Buffer.from("]\n");
}

function line(at: number): string {
  const event = {
    name: "ai-do",
    developer: `d${at % 50}`,
    exit_code: at % 2,
    end_ts: 1_763_836_000 + (at % 5_000_000),
  };
  return JSON.stringify({ ...event, padding: "x".repeat(100) });
}

const counts = await countRuns(readEvents("-", { stdin: generate() }));
const runs = counts.reduce((sum, count) => sum + count.runs, 0);
console.log(runs, process.resourceUsage().maxRSS * 1024);
