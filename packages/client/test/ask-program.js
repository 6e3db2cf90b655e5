// A tool that asks on its first run, reads a line of its own, and says what holds.

import { createInterface } from "node:readline/promises";
import { askConsent } from "@astrolabe/client";

const { mode, decidedBy } = await askConsent("greet");
console.log(`consent: ${mode} by ${decidedBy}`);
if (process.argv[2] === "reads") {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  console.log(`read: ${await reader.question("name? ")}`);
  reader.close();
}
