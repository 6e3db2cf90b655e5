import { randomBytes } from "node:crypto";
import { writeLane } from "./events-table.ts";
import type { RowBinary } from "./row-binary.ts";

/** What a commit adds to the ledger. */
interface Receipt {
  /** Rows by the slot of the cluster that they are stored in; on one server, slot 0. */
  readonly received: ReadonlyMap<number, number>;
  /** By reason; they belong to slot 0. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** Sums of all commits so far. */
interface Lane {
  readonly id: Buffer;
  readonly version: bigint;
  readonly received: number;
  readonly rejected: ReadonlyMap<string, number>;
}

/**
 * What this collector has received, one row a slot, written anew, higher, in the block of each commit: where the rows
 * are stored, it is counted that they came, and nowhere else. Commits go one after the other.
 */
export interface LedgerLanes {
  /** Writes the rows that go into the block of the next commit; call what it returns when that is stored. */
  write(out: RowBinary, receipt: Receipt): () => void;
  /**
   * After a commit that may be stored or not: from here on other rows are written. If it was, its row says so; if not,
   * there is none.
   */
  abandon(): void;
}

export function createLedgerLanes(): LedgerLanes {
  let lanes = new Map<number, Lane>();

  return {
    write(out, { received, rejected }) {
      const next = new Map(lanes);
      const slots = new Set(received.keys());
      if (rejected.size > 0) slots.add(0);
      for (const slot of slots) {
        const lane = advance(lanes.get(slot), received.get(slot) ?? 0, slot === 0 ? rejected : nothing);
        writeLane(out, { id: lane.id, version: lane.version, shardKey: slot }, lane);
        next.set(slot, lane);
      }
      return () => (lanes = next);
    },
    abandon: () => lanes.clear(),
  };
}

const nothing: ReadonlyMap<string, number> = new Map();

function advance(lane: Lane | undefined, rows: number, refused: ReadonlyMap<string, number>): Lane {
  const rejected = new Map(lane?.rejected);
  for (const [reason, count] of refused) rejected.set(reason, (rejected.get(reason) ?? 0) + count);
  return {
    id: lane?.id ?? randomBytes(16),
    version: (lane?.version ?? 0n) + 1n,
    received: (lane?.received ?? 0) + rows,
    rejected,
  };
}
