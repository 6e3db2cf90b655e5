// astrolabe backup: copies the embedded store while the collector runs.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface BackupOptions {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

export function createBackupCommand(): Command {
  return createCommand("backup", "Copy the embedded store, while the collector runs.")
    .argument("<file>", "where the copy goes; a backup of that name is replaced when the new one is complete")
    .option("--store <url>", "the store: sqlite:PATH; without: events.db in the data directory")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", help)
    .action(backUp);
}

const help = `
The copy is of one moment: every row that was acknowledged before is in it. It is checked before it gets its name: SQLite
finds no fault with it, and its ledger tells of each row. It holds all that the store holds, so keep it as safe (its
mode is 0600). A PostgreSQL store is backed up with pg_dump.
${environmentHelp("ASTROLABE_DATA_DIR")}
Examples:
  astrolabe backup events-backup.db
  astrolabe backup --store sqlite:/var/lib/astrolabe/events.db "/backup/events-$(date +%F).db"
`;

async function backUp(file: string, { store, json }: BackupOptions): Promise<void> {
  const { backUpSqlite } = await import("@astrolabe/store");
  const { sqliteFileOf } = await import("./sqlite-file.ts");
  const path = sqliteFileOf(store, "Other databases have their own: pg_dump for PostgreSQL.");
  const { rows, ledger } = await backUpSqlite(path, file);
  process.stdout.write(
    json
      ? `${JSON.stringify({ file, rows, ledger })}\n`
      : `${file}: ${rows.toLocaleString("en")} rows, checked\n`,
  );
}
