import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestDatabase } from "./contract/database.ts";

/** A path for an SQLite database, in a directory that is removed with it. */
export async function createSqliteDatabase(): Promise<TestDatabase & { readonly path: string }> {
  const directory = await mkdtemp(join(tmpdir(), "astrolabe-store-"));
  const path = join(directory, "events.db");
  return { path, url: `sqlite:${path}`, remove: () => rm(directory, { recursive: true, force: true }) };
}
