// Sends what waits, again and again, PASSES times.

import { flushSpool } from "@astrolabe/client";

const {
  ASTROLABE_STATE_DIR: stateDir = "",
  EVENTS_URL: url = "",
  EVENTS_TOKEN: token,
  PASSES = "1",
} = process.env;

for (let pass = 0; pass < Number(PASSES); pass++) {
  await flushSpool({ stateDir, url, token, ignoreBackoff: true });
  await new Promise((resolve) => setTimeout(resolve, 5));
}
