// astrolabe prune: takes raw rows out that are too old. The numbers stay.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface PruneOptions {
  readonly store?: string | undefined;
  readonly keepRaw: string;
  readonly json?: boolean | undefined;
}

export function createPruneCommand(): Command {
  return createCommand("prune", "Take out raw rows that are too old; every number stays.")
    .option(
      "--store <url>",
      "the store: sqlite:PATH or postgres://…; without: events.db in the data directory",
    )
    .requiredOption("--keep-raw <days>", "how many days raw rows are kept, at least 31d, e.g. 90d")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", help)
    .action(pruneStore);
}

const help = `
The same as astrolabe serve --keep-raw does once a day, for cron. When an event was, its id says (a UUIDv7), else its
timestamp. Rows from before are refused from then on, whatever is sent: they could be counted already. That can't be
undone. Rows that say no time stay. The collector may go on meanwhile.
${environmentHelp("ASTROLABE_DATA_DIR", "PGPASSWORD")}
Examples:
  astrolabe prune --keep-raw 90d
  astrolabe prune --keep-raw 400d --store postgres://astrolabe@db.example/events --json
`;

async function pruneStore({ store: storeUrl, keepRaw, json }: PruneOptions): Promise<void> {
  const { openExistingStore, storeUrlOr } = await import("./existing-store.ts");
  const { keepRawMs, pruneTo } = await import("./keep-raw.ts");
  const { createRowProgress } = await import("./row-progress.ts");

  const keepMs = keepRawMs(keepRaw);
  const store = await openExistingStore(storeUrlOr(storeUrl));
  try {
    const { stored, deleted, expired: gone } = await store.ledger();
    const progress = createRowProgress("pruning", stored - deleted - gone);
    const { expired, horizonMs } = await pruneTo(store, Date.now() - keepMs, progress.add);
    progress.clear();
    const before = new Date(horizonMs).toISOString().slice(0, 10);
    process.stdout.write(
      json
        ? `${JSON.stringify({ expired, before })}\n`
        : `${expired.toLocaleString("en")} rows from before ${before} are gone\n`,
    );
  } finally {
    await store.close();
  }
}
