import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCollector } from "@astrolabe/collector";
import { openStore } from "@astrolabe/store";

const opening = `<!-- Written by \`npm run reference\` from what a collector exports; a test fails when it is stale. -->

# Metrics

What \`/metrics\` exports, in the text format of Prometheus, beside what the library for it says of the process (\`process_…\`, \`nodejs_…\`: memory, open
files, the delay of the event loop). What the ledger counts is of the store: every collector on it says the same, so take the maximum, not the sum.
The rest is of the one collector that is asked.

| metric | type | meaning |
| --- | --- | --- |`;

/** The reference page of all metrics, in Markdown, as a collector on a new store tells of them. */
export async function metricsReference(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-metrics-"));
  const store = await openStore(`sqlite:${join(folder, "events.db")}`);
  const collector = await startCollector({ store, secret: "x".repeat(32), port: 0 });
  const text = await (await fetch(`${collector.url}/metrics`)).text();
  await collector.close();
  await store.close();
  await rm(folder, { recursive: true });
  const rows = [...text.matchAll(/^# HELP (astrolabe_\w+) (.*)\n# TYPE \w+ (\w+)$/gm)]
    .map(([, name = "", help = "", type = ""]) => `| \`${name}\` | ${type} | ${help} |`)
    .toSorted();
  return [opening, ...rows, ""].join("\n");
}
