// A process to be killed: node writer.ts URL SEED LIFE. Sends again what the life before has sent, then what this one
// adds, eight batches at a time, and writes `LIFE BATCH` for each once it is acknowledged.
import { writeSync } from "node:fs";
import { openStore } from "../../src/open-store.ts";
import { deliver } from "./deliver.ts";
import { plannedBatches } from "./planned-batches.ts";

const [url = "", ...numbers] = process.argv.slice(2);
const [seed = 0, life = 0] = numbers.map(Number);

const batches = [life - 1, life]
  .filter((each) => each >= 0)
  .flatMap((each) => plannedBatches(seed, each).map((rows, index) => ({ name: `${each} ${index}`, rows })));
const next = batches.values();

const store = await openStore(url);
say("open");

async function sendBatches(): Promise<void> {
  for (const { name, rows } of next) {
    await deliver(store, rows);
    say(name);
  }
}

await Promise.all(Array.from({ length: 8 }, () => sendBatches()));
await store.close();

/** Not by console.log: what was said has left the process. A thread makes the pipe one that doesn't wait for its reader. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}
