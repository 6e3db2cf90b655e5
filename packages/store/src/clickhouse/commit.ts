import { applyWrite, eventsOf } from "../apply-write.ts";
import { eventIdToBytes } from "../event-id.ts";
import { createLedgerDelta } from "../ledger-delta.ts";
import type { Commit, Transaction } from "../write.ts";
import type { DatabaseName } from "./address.ts";
import type { ClickhouseRow } from "./clickhouse-row.ts";
import type { Connection } from "./connect.ts";
import { describeError } from "./database-error.ts";
import { eventColumns, shardKeyOf, storedStates, writeEvent } from "./events-table.ts";
import type { RowState } from "./events-table.ts";
import { createForgottenCheck } from "./forgotten-table.ts";
import type { LedgerLanes } from "./ledger-lanes.ts";
import { createNsmTable } from "./nsm-table.ts";
import { createRowBinary } from "./row-binary.ts";
import { nextVersion } from "./version.ts";

/**
 * Looks what is there, then stores all that is new, and the ledger's rows with it, as one block. Commits and deletions of
 * one collector must come one after the other. Of several collectors that store the same id at the same time each may
 * find nothing: then its row has two versions, one of which is valid. When no answer comes, or a shard of a cluster fails,
 * nobody knows what was stored: the writes are rejected, and whoever sends the same ids again learns what became of them.
 */
export function createCommit(
  connection: Connection,
  database: DatabaseName,
  lanes: LedgerLanes,
  slots: number,
): Commit<ClickhouseRow> {
  return async (writes) => {
    try {
      const totals = writes.flatMap((write) => (write.kind === "totals" ? write.totals : []));
      const nsm = await createNsmTable(connection, totals);
      const ids = new Set(eventsOf(writes).map(({ id }) => id));
      const states = await storedStates(connection, [...ids]);
      const isForgotten = await createForgottenCheck(connection, writes);
      const transaction: Transaction<ClickhouseRow> = {
        isForgotten,
        taken: new Set([...states].filter(([, { deleted }]) => !deleted).map(([id]) => id)),
        inserts: [],
        replacements: new Map(),
        horizonMs: undefined,
        ledger: createLedgerDelta(),
        nsm,
      };
      const outcomes = writes.map((write) => applyWrite(write, transaction));
      await nsm.write();
      await insertBlock(connection, transaction, states, lanes, slots);
      return outcomes;
    } catch (error) {
      throw describeError("Not all was stored in the database", database, error);
    }
  };
}

async function insertBlock(
  connection: Connection,
  { inserts, replacements, ledger }: Transaction<ClickhouseRow>,
  states: ReadonlyMap<string, RowState>,
  lanes: LedgerLanes,
  slots: number,
): Promise<void> {
  if (ledger.received === 0) return;
  const nowMs = Date.now();
  const out = createRowBinary();
  const received = new Map<number, number>();
  const count = (slot: number, rows: number): void =>
    void received.set(slot, (received.get(slot) ?? 0) + rows);
  const write = (row: ClickhouseRow, isNew: boolean): void => {
    writeEvent(out, nextState(states.get(row.id), row, isNew, nowMs), row);
    count(shardKeyOf(eventIdToBytes(row.id)) % slots, 1);
  };
  for (const row of inserts) {
    const replacement = replacements.get(row.id); // What came later in the same group.
    write({ ...row, ...replacement, receivedAtMs: row.receivedAtMs }, true);
  }
  const inserted = new Set(inserts.map(({ id }) => id));
  for (const row of replacements.values()) if (!inserted.has(row.id)) write(row, false);
  const written = [...received.values()].reduce((sum, rows) => sum + rows, 0);
  if (ledger.received > written) count(0, ledger.received - written);
  const keep = lanes.write(out, { received, rejected: ledger.rejected });
  try {
    await connection.insert(eventColumns, out.bytes());
  } catch (error) {
    lanes.abandon();
    throw error;
  }
  keep();
}

function nextState(state: RowState | undefined, row: ClickhouseRow, isNew: boolean, nowMs: number): RowState {
  const lives = state?.lives ?? 0;
  return {
    version: nextVersion(state?.version ?? 0n, false, nowMs),
    deleted: false,
    lives: isNew ? lives + 1 : lives,
    receivedAtMs: isNew ? row.receivedAtMs : (state?.receivedAtMs ?? row.receivedAtMs),
  };
}
