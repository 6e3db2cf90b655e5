import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

export interface ContentIds {
  /** The id of a value, told by its canonical JSON: another one each time that the same value comes in a source. */
  idOf(canonical: string): string;
  /** From here on values are of another source, where the same one may be the same event. */
  startSource(): void;
  close(): void;
}

/**
 * Ids for rows that came without: a UUIDv8 (RFC 9562, 5.8) of the value and of how often it came before in its source.
 * So the same file gives the same ids whenever it is imported, also when lines were added at its end, and what two files
 * both hold is stored once. How often each value came is kept in a temporary database, so memory doesn't grow.
 */
export function createContentIds(): ContentIds {
  const database = new DatabaseSync("");
  database.exec(
    "PRAGMA journal_mode = OFF; CREATE TABLE seen (digest BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID; BEGIN",
  );
  const count = database.prepare(
    "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times",
  );
  return {
    idOf(canonical) {
      const digest = createHash("sha256").update(canonical).digest();
      const times = Number(count.get(digest)?.["times"]);
      return toUuid(createHash("sha256").update(digest).update(`#${times}`).digest("hex"));
    },
    startSource: () => database.exec("DELETE FROM seen"),
    close: () => database.close(),
  };
}

function toUuid(hex: string): string {
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
