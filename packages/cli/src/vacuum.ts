// astrolabe vacuum: gives the free space of the embedded store back to the disk.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface VacuumOptions {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

export function createVacuumCommand(): Command {
  return createCommand("vacuum", "Give the free space of the embedded store back to the disk.")
    .option("--store <url>", "the store: sqlite:PATH; without: events.db in the data directory")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", help)
    .action(vacuum);
}

const help = `
After many rows were deleted or have expired: new rows take their space anyway, so it is needed once, not regularly. The
database is written anew, which takes as much free disk as it has rows for; a collector answers 503 meanwhile, and
clients send again later. PostgreSQL does the same by itself (autovacuum).
${environmentHelp("ASTROLABE_DATA_DIR")}
Examples:
  astrolabe vacuum
  astrolabe vacuum --store sqlite:/var/lib/astrolabe/events.db
`;

async function vacuum({ store, json }: VacuumOptions): Promise<void> {
  const { vacuumSqlite } = await import("@astrolabe/store");
  const { patiently } = await import("./patiently.ts");
  const { sqliteFileOf } = await import("./sqlite-file.ts");
  const path = sqliteFileOf(store, "PostgreSQL gives space back by itself.");
  const { bytesBefore, bytesAfter } = await patiently(async () => vacuumSqlite(path));
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  process.stdout.write(
    json
      ? `${JSON.stringify({ file: path, bytes_before: bytesBefore, bytes_after: bytesAfter })}\n`
      : `${path}: ${megabytes(bytesBefore)} before, ${megabytes(bytesAfter)} now\n`,
  );
}
