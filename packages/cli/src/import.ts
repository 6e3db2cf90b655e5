// astrolabe import: stores the events and rows of files, directories, URLs or standard input.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import type { ImportResult } from "./import/import-rows.ts";

interface ImportOptions {
  readonly store?: string | undefined;
  readonly rejects?: string | undefined;
  readonly json?: boolean | undefined;
}

export function createImportCommand(): Command {
  return createCommand("import", "Store the events and rows that files hold.")
    .argument("<source...>", "files, directories, globs, URLs, or - for standard input")
    .option(
      "--store <url>",
      "the store: sqlite:PATH, postgres://… or clickhouse://…; without: events.db in the data directory",
    )
    .option("--rejects <file>", "write what is not stored to this file, as it stands in the source")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", help)
    .action(runImport);
}

const help = `
Sources hold NDJSON or a JSON array of events or rows, also compressed (.gz, .zst, .br), as nsm-stats reads them. Rows
keep their ids; what has none gets one that is made of what it says and of how often its source said that before. So
importing the same file again, or two exports that overlap, stores nothing twice. The collector may go on meanwhile.
${environmentHelp("ASTROLABE_DATA_DIR", "EVENTS_TOKEN", "PGPASSWORD")}
Examples:
  astrolabe import events.ndjson.zst
  astrolabe import 'logs/*.ndjson' --store postgres://astrolabe@db.example/events --rejects bad.ndjson
`;

async function runImport(sources: readonly string[], options: ImportOptions): Promise<void> {
  const { openStore } = await import("@astrolabe/store");
  const { storeUrlOr } = await import("./existing-store.ts");
  const { importRows } = await import("./import/import-rows.ts");
  const { createLineFile } = await import("./line-file.ts");
  const { createProgress } = await import("./progress.ts");

  const store = await openStore(storeUrlOr(options.store));
  const progress = createProgress();
  const rejects = options.rejects === undefined ? undefined : createLineFile(options.rejects);
  try {
    const result = await importRows({
      sources,
      store,
      onProgress: progress.show,
      onWarning(message) {
        progress.clear();
        process.stderr.write(`astrolabe import: ${message}\n`);
      },
      onRefused: async (text) => rejects?.write(text.bytes),
    });
    progress.clear();
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : resultText(result));
  } finally {
    progress.clear();
    await rejects?.close();
    await store.close();
  }
}

function resultText({ read, stored, duplicate, refused }: ImportResult): string {
  const number = (value: number): string => value.toLocaleString("en");
  const reasons = Object.entries(refused).map(([reason, values]) => `  ${number(values)} ${reason}\n`);
  const notStored = Object.values(refused).reduce((sum, values) => sum + values, 0);
  return `${number(read)} values: ${number(stored)} stored, ${number(duplicate)} there already, ${number(notStored)} refused\n${reasons.join("")}`;
}
