import { developerOf } from "@astrolabe/metric";
import type { DatabaseSync } from "node:sqlite";
import type { Counted } from "../counted.ts";
import { eventIdFromBytes } from "../event-id.ts";
import { isEvent } from "../is-event.ts";
import { wasRecordedBefore } from "../recorded-before.ts";
import { weeklyTotalsOf, withoutTotals } from "../weekly-totals.ts";
import { inTransaction } from "./commit.ts";
import { describeError } from "./database-error.ts";
import { createExpiredTables } from "./expired-runs.ts";
import { createForgottenTable } from "./forgotten-table.ts";
import type { Erased, ForgottenRow } from "./forgotten-table.ts";
import { createLedgerTable } from "./ledger.ts";
import { createRollupTables } from "./rollup.ts";
import { countedOfStored } from "./sqlite-row.ts";

/** A step of forgetting developers: their tombstones; then their rows, some at a time; then the weekly totals, and what expired rows left. */
export interface Erasure {
  readonly step: "note" | "erase" | "finish";
  readonly developers: readonly string[];
  /** Rowids of rows that may be theirs. */
  readonly found?: readonly number[];
}

/** Makes the step, in one transaction; returns the tombstones. */
export function createEraseDevelopers(
  database: DatabaseSync,
  path: string,
): (erasure: Erasure) => ForgottenRow[] {
  database.exec("PRAGMA secure_delete = ON"); // What is deleted is overwritten in the file, too.
  const rollup = createRollupTables(database);
  const ledger = createLedgerTable(database);
  const forgotten = createForgottenTable(database);
  const expired = createExpiredTables(database);
  const select = database.prepare(
    "SELECT rowid, id, payload, received_at FROM events WHERE rowid IN (SELECT value FROM json_each(?))",
  );
  const deleteRow = database.prepare("DELETE FROM events WHERE rowid = ?");
  const updateRow = database.prepare("UPDATE events SET payload = ? WHERE rowid = ?");
  const deleteTotals = database.prepare("DELETE FROM nsm WHERE developer = ?");

  function take({ step, developers, found = [] }: Erasure): void {
    if (step === "note") forgotten.add(developers);
    if (step === "erase") eraseRows(developers, found);
    if (step !== "finish") return;
    for (const developer of developers) {
      forgotten.count(developer, { events: 0, totals: Number(deleteTotals.run(developer).changes) });
    }
    expired.forget(developers);
    forgotten.finish(developers);
  }

  function eraseRows(developers: readonly string[], found: readonly number[]): void {
    const erased = new Map<string, Erased>();
    const deleted: Counted[] = [];
    const times = new Map(forgotten.read(developers).map((row) => [row.developer, row.forgottenAtMs]));
    for (const { rowid, id, payload, received_at: receivedAt } of select.all(JSON.stringify(found))) {
      if (rowid === undefined || !(id instanceof Uint8Array) || typeof payload !== "string") continue;
      const event: unknown = JSON.parse(payload);
      if (!isEvent(event)) continue;
      const isReceivedBefore = (developer: string): boolean =>
        Number(receivedAt) <= (times.get(developer) ?? -1);
      const developer = developerOf(event);
      const forgottenAtMs = times.get(developer);
      // Either will do: the clock may have been set back. What is neither is of somebody who has come back.
      const isForgotten =
        forgottenAtMs !== undefined &&
        (isReceivedBefore(developer) || wasRecordedBefore(eventIdFromBytes(id), event, forgottenAtMs));
      if (isForgotten) {
        deleteRow.run(rowid);
        deleted.push(countedOfStored(payload));
        count(erased, developer).events += 1;
        continue;
      }
      const named = weeklyTotalsOf(event).filter(isReceivedBefore);
      for (const each of named) count(erased, each).totals += 1;
      if (named.length > 0) updateRow.run(withoutTotals(payload, named), rowid);
    }
    rollup.subtract(deleted);
    ledger.addDeleted(deleted.length);
    for (const [developer, counts] of erased) forgotten.count(developer, counts);
  }

  return (erasure) => {
    try {
      return inTransaction(database, () => {
        take(erasure);
        return forgotten.read(erasure.developers);
      });
    } catch (error) {
      throw describeError("Nobody was forgotten in the database", path, error);
    }
  };
}

function count(erased: Map<string, Erased>, developer: string): Erased {
  let counts = erased.get(developer);
  if (counts === undefined) erased.set(developer, (counts = { events: 0, totals: 0 }));
  return counts;
}
