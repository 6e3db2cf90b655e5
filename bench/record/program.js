// A small command-line tool, with or without telemetry, that says on its way out what it cost. Run by record.ts from a
// folder where the client is installed, and beside it a package that does nothing: importing that is what any import costs.

import { readFileSync } from "node:fs";

const report = { importMs: 0, recordMs: 0 };

// Its work: to read and parse a file.
JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

if (process.argv[2] !== "telemetry") {
  const startMs = performance.now();
  await import("nothing");
  report.importMs = performance.now() - startMs;
} else {
  const startMs = performance.now();
  const { recordEvent } = await import("@astrolabe/client");
  const importedMs = performance.now();
  const recorded = recordEvent("bench", { exit_code: 0, latency_ms: 12 });
  const recordedMs = performance.now();
  await recorded;
  Object.assign(report, { importMs: importedMs - startMs, recordMs: recordedMs - importedMs });
}

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ ...report, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssKiB: maxRSS }));
});
