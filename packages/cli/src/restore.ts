// astrolabe restore: puts a backup in the place of the embedded store, and keeps what was there.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface RestoreOptions {
  readonly store?: string | undefined;
  readonly evenIfNewer?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export function createRestoreCommand(): Command {
  return createCommand("restore", "Put a backup in the place of the embedded store.")
    .argument("<file>", "the backup")
    .option("--store <url>", "the store: sqlite:PATH; without: events.db in the data directory")
    .option("--even-if-newer", "also in the place of a database that has rows which the backup has not")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", help)
    .action(restore);
}

const help = `
Stop the collector first: a database that is in use stays as it is. The backup is checked before anything is touched, and
the database whose place it takes is kept beside it under a new name.
${environmentHelp("ASTROLABE_DATA_DIR")}
Examples:
  astrolabe restore events-backup.db
  astrolabe restore /backup/events-2026-11-25.db --store sqlite:/var/lib/astrolabe/events.db --even-if-newer
`;

async function restore(file: string, { store, evenIfNewer, json }: RestoreOptions): Promise<void> {
  const { restoreSqlite } = await import("@astrolabe/store");
  const { sqliteFileOf } = await import("./sqlite-file.ts");
  const path = sqliteFileOf(store, "Other databases have their own: pg_restore for PostgreSQL.");
  const { rows, ledger, keptAside = null } = restoreSqlite(file, path, { evenIfNewer });
  if (json) {
    process.stdout.write(`${JSON.stringify({ file: path, rows, ledger, kept_aside: keptAside })}\n`);
    return;
  }
  const before = keptAside === null ? "" : `; what was there is ${keptAside} now`;
  process.stdout.write(`${path}: ${rows.toLocaleString("en")} rows${before}\n`);
}
