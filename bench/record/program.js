// A small command-line tool that records one event with the client that its first argument names, and ends in the way that
// the second names. On its way out it says what it cost. Run by run-program.ts from a folder where the clients are installed.

import { readFileSync } from "node:fs";

const [client, end, url, run] = process.argv.slice(2);
const report = { importMs: 0, recordMs: 0 };

// Its work: to read and parse a file.
JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ ...report, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssKiB: maxRSS }));
});

const startMs = performance.now();
const { record } = await import(`./clients/${client}.js`);
const importedMs = performance.now();
const endClean = record(url, run);
const recordedMs = performance.now();
report.importMs = importedMs - startMs;
report.recordMs = recordedMs - importedMs;

if (end === "exit") process.exit(0);
if (end === "throw") throw new Error("nobody catches this");
if (end === "kill") process.kill(process.pid, "SIGKILL");
try {
  // As each client's documentation says to end.
  await endClean();
} catch {
  // A tool does not fail because its telemetry did.
}
