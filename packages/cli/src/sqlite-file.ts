import { storeUrlOr, sqlitePath } from "./existing-store.ts";
import { UsageError } from "./usage-error.ts";

/** The file of the embedded store that a command is about. Throws a UsageError, with what to do instead, for another store. */
export function sqliteFileOf(url: string | undefined, instead: string): string {
  const path = sqlitePath(storeUrlOr(url));
  if (path === undefined || path === "") throw new UsageError(`--store must be sqlite:PATH. ${instead}`);
  return path;
}
