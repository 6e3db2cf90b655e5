import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hex. */
  readonly checksum: string;
}

/** The migrations that this version knows, in order: plain SQL files, `0001_events.sql`, never changed once released. */
export function readMigrations(database: "sqlite" | "postgres" | "clickhouse"): Migration[] {
  const directory = new URL(`../migrations/${database}/`, import.meta.url);
  return readdirSync(directory)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(new URL(name, directory), "utf8");
      const checksum = createHash("sha256").update(sql).digest("hex");
      return { number: Number.parseInt(name, 10), name, sql, checksum };
    });
}
