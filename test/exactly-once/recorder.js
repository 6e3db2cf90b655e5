// Records EVENTS events, and says of each that recordEvent called recorded: its number, on a line of its own.

import { writeSync } from "node:fs";
import { recordEvent } from "@astrolabe/client";

const { RUN = "", RECORDER = "", EVENTS = "0" } = process.env;

for (let n = 0; n < Number(EVENTS); n++) {
  const payload = { run: Number(RUN), recorder: Number(RECORDER), n, exit_code: 0 };
  if (await recordEvent("ai-do", payload)) writeSync(1, `${n}\n`);
}
