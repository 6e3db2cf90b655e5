// A process of its own: node insert-rows.ts URL ROWS. Inserts rows of one run each, one after the other.
import { openStore } from "../src/open-store.ts";

const [url = "", rows] = process.argv.slice(2);
const store = await openStore(url);
for (let n = 0; n < Number(rows); n += 1) {
  await store.insertEvents([{ payload: { name: "ai-do", exit_code: 0, end_ts: 1_763_836_012 } }]);
}
await store.close();
