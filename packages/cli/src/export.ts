// astrolabe export: writes every event row of a store as a line of JSON, compressed or not.
import { type Command, Option } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface ExportOptions {
  readonly store?: string | undefined;
  readonly out?: string | undefined;
  readonly compress?: "gz" | "zst" | "br" | undefined;
}

export function createExportCommand(): Command {
  return createCommand("export", "Write all event rows of a store as lines of JSON.")
    .option(
      "--store <url>",
      "the store: sqlite:PATH, postgres://… or clickhouse://…; without: events.db in the data directory",
    )
    .option(
      "--out <file>",
      "where to write; its suffix .gz, .zst or .br chooses the compression; without: standard output",
    )
    .addOption(new Option("--compress <format>", "compress").choices(["gz", "zst", "br"]))
    .addHelpText("after", help)
    .action(exportRows);
}

const help = `
Each line is {"id":…,"payload":…}, with every digit of its numbers, in the order of the ids. What nsm-stats, astrolabe
metric or astrolabe import make of it is what the store says. A row that is there from the beginning to the end of the
export is in it; the collector may go on meanwhile. A file appears under its name when it is complete.
${environmentHelp("ASTROLABE_DATA_DIR", "PGPASSWORD")}
Examples:
  astrolabe export --out events.ndjson.zst
  astrolabe export --store postgres://astrolabe@db.example/events | nsm-stats -
`;

async function exportRows({ store: storeUrl, out, compress }: ExportOptions): Promise<void> {
  const { openExistingStore, storeUrlOr } = await import("./existing-store.ts");
  const { tablePages } = await import("./move/table-pages.ts");
  const { writeLines } = await import("./write-lines.ts");
  const { createRowProgress } = await import("./row-progress.ts");

  const store = await openExistingStore(storeUrlOr(storeUrl));
  try {
    const { stored, deleted, expired } = await store.ledger();
    const progress = createRowProgress("exporting", stored - deleted - expired);
    let rows = 0;
    async function* lines(): AsyncGenerator<string> {
      for await (const page of tablePages(store, { table: "events", key: ["id"] })) {
        yield `${page.join("\n")}\n`;
        rows += page.length;
        progress.add(page.length);
      }
    }
    try {
      await writeLines(lines(), { file: out, compression: compress });
    } finally {
      progress.clear();
    }
    process.stderr.write(`astrolabe export: ${rows.toLocaleString("en")} rows\n`);
  } finally {
    await store.close();
  }
}
