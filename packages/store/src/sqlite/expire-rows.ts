import type { DatabaseSync } from "node:sqlite";
import { eventIdFromBytes, eventIdToBytes } from "../event-id.ts";
import type { ExpireOutcome } from "../event-store.ts";
import { countedOf } from "../counted.ts";
import { isExpired } from "../horizon.ts";
import { inTransaction } from "./commit.ts";
import { describeError } from "./database-error.ts";
import { moveHorizon } from "./horizon.ts";
import { createExpiredTables } from "./expired-runs.ts";
import { createLedgerTable } from "./ledger.ts";

/** Rows to look at, and the horizon that is wanted: a whole day. */
export interface Expiry {
  readonly horizonMs: number;
  readonly after: string | undefined;
  readonly maxRows: number;
}

/** Makes what takes out expired rows, a stretch in one transaction. The rollup keeps what they added to it. */
export function createExpireRows(database: DatabaseSync, path: string): (expiry: Expiry) => ExpireOutcome {
  const ledger = createLedgerTable(database);
  const expiredTables = createExpiredTables(database);
  const select = database.prepare("SELECT id, payload FROM events WHERE id > ? ORDER BY id LIMIT ?");
  const remove = database.prepare("DELETE FROM events WHERE id = ?");

  function expire({ horizonMs: wantedMs, after, maxRows }: Expiry): ExpireOutcome {
    const horizonMs = moveHorizon(database, wantedMs);
    const rows = select
      .all(after === undefined ? new Uint8Array() : eventIdToBytes(after), maxRows)
      .map(({ id, payload }) => ({
        id: eventIdFromBytes(id as Uint8Array),
        payload: payload as string | null,
      }));
    const expired = rows.filter((row) => isExpired(row, horizonMs));
    for (const { id } of expired) remove.run(eventIdToBytes(id));
    expiredTables.add(expired.map(({ payload }) => countedOf(payload === null ? null : JSON.parse(payload))));
    ledger.addExpired(expired.length);
    const next = rows.length < maxRows ? undefined : rows.at(-1)?.id;
    return { expired: expired.length, next, horizonMs };
  }

  return (expiry) => {
    try {
      return inTransaction(database, () => expire(expiry));
    } catch (error) {
      throw describeError("Nothing expired in the database", path, error);
    }
  };
}
