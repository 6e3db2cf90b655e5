// A program whose work runs within `telemetry.run`, and that ends in the way that its first argument names. With a second
// argument it is the same program without telemetry.

import { setTimeout as sleep } from "node:timers/promises";
import { createTelemetry } from "@astrolabe/client";

const [how, without] = process.argv.slice(2);
const telemetry = without ? { run: (_name, work) => work() } : createTelemetry();

const endings = {
  exit: () => process.exit(4),
  "exit-code": async () => {
    await sleep(1);
    process.exitCode = 5;
  },
  throw: () => {
    throw new Error("the program's own");
  },
  "throw-elsewhere": () => {
    setTimeout(() => {
      throw new Error("the program's own");
    }, 1);
    return sleep(10_000);
  },
  "reject-unhandled": () => Promise.reject(new Error("the program's own")),
  never: () => new Promise(() => {}),
};

if (how === "many") {
  // More at once than node lets listen to one event without a warning.
  await Promise.all(Array.from({ length: 30 }, () => telemetry.run("task", () => sleep(5))));
} else if (how === "reject-unhandled") {
  void telemetry.run("task", endings[how]);
  await sleep(100);
} else {
  await telemetry.run("task", endings[how]);
}
process.stdout.write("done\n");
