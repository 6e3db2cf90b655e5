// A process of its own: node insert-sizes.ts URL ROWS ROWS … Inserts batches of so many rows of 1 kB, one after the
// other, and prints a line for each: what became of it, or the error's message.
import { openStore } from "../src/open-store.ts";

const [url = "", ...sizes] = process.argv.slice(2);
const store = await openStore(url);
for (const size of sizes) {
  const payload = { name: "ai-do", exit_code: 0, end_ts: 1_763_836_012, note: "x".repeat(1000) };
  const rows = Array.from({ length: Number(size) }, () => ({ payload }));
  const line = await store.insertEvents(rows).then(
    ({ kind }) => kind,
    (error: unknown) => String(error),
  );
  console.log(line);
}
await store.close();
