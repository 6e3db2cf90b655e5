import { createHash } from "node:crypto";
import type { CarriedCounts } from "../event-store.ts";
import type { Connection } from "./connect.ts";
import { eventColumns, writeLane } from "./events-table.ts";
import { createRowBinary } from "./row-binary.ts";

/** A row of the ledger whose id is made of the origin: a later version takes the place of what was carried before. */
export async function carryLedger(
  connection: Connection,
  origin: string,
  { duplicate, rejected, deleted }: CarriedCounts,
): Promise<void> {
  const out = createRowBinary();
  const id = createHash("sha256").update(origin).digest().subarray(0, 16);
  const refused = Object.values(rejected).reduce((sum, rows) => sum + rows, 0);
  writeLane(
    out,
    { id, version: BigInt(Date.now()), shardKey: 0 },
    {
      received: duplicate + refused + deleted,
      rejected: new Map(Object.entries(rejected)),
      gone: deleted,
    },
  );
  await connection.insert(eventColumns, out.bytes());
}
