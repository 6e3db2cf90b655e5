// Records events until it is killed, and says of each that recordEvent called recorded: `RECORDER_NAME N`. Fails if it
// calls one not recorded.

import { writeSync } from "node:fs";
import { recordEvent } from "../src/telemetry.ts";

const recorder = process.env["RECORDER_NAME"] ?? "";

for (let n = 0; n < 400; n++) {
  if (!(await recordEvent("tool", { recorder, n }))) process.exit(1);
  writeSync(1, `${recorder} ${n}\n`);
}
