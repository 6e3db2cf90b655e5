// Flushes one spool again and again until it is killed.

import { flushSpool } from "../src/flush-spool.ts";

const { ASTROLABE_STATE_DIR: stateDir = "", EVENTS_URL: url = "" } = process.env;

for (;;) {
  await flushSpool({ stateDir, url, ignoreBackoff: true });
  await new Promise((resolve) => setTimeout(resolve, 1));
}
