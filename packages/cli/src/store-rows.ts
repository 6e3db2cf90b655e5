import { isExpired, QueryError, type EventStore, type NewEventRow } from "@astrolabe/store";
import { patiently } from "./patiently.ts";

/** A row that has its id, and its payload as JSON text, too. */
export interface IdentifiedRow extends NewEventRow {
  readonly id: string;
  readonly json: string;
}

/** A row that a store will not take, and why. */
interface RefusedRow<Row> {
  readonly row: Row;
  readonly reason: string;
}

/** Where rows went. */
export interface StoredRows<Row> {
  readonly stored: number;
  readonly duplicate: number;
  readonly refused: readonly RefusedRow<Row>[];
}

/**
 * Stores the rows that are not there yet. Those from before the store's horizon are not tried. Where the store finds fault
 * with one, halves go by themselves, down to that row.
 */
export async function storeRows<Row extends IdentifiedRow>(
  store: EventStore,
  rows: readonly Row[],
  horizonMs: number | undefined,
): Promise<StoredRows<Row>> {
  let stored = 0;
  let duplicate = 0;
  const isOld = ({ id, json }: Row): boolean => isExpired({ id, payload: json }, horizonMs);
  const old = horizonMs === undefined ? [] : rows.filter((row) => isOld(row));
  const refused: RefusedRow<Row>[] = old.map((row) => ({ row, reason: "expired" }));
  const batches = [old.length === 0 ? rows : rows.filter((row) => !isOld(row))];
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    const [row, ...others] = batch;
    if (row === undefined) continue;
    const fault = await insert(batch);
    if (fault === undefined) continue;
    if (others.length === 0) {
      refused.push({ row, reason: fault });
      continue;
    }
    const half = Math.ceil(batch.length / 2);
    batches.unshift(batch.slice(0, half), batch.slice(half));
  }
  return { stored, duplicate, refused };

  /** Returns why not, if it was not stored. */
  async function insert(batch: readonly Row[]): Promise<string | undefined> {
    try {
      const outcome = await patiently(() => store.insertEvents(batch, "ignore"));
      if (outcome.kind !== "stored") return outcome.kind;
      stored += outcome.ids.length;
      duplicate += outcome.duplicates;
      return undefined;
    } catch (error) {
      if (error instanceof QueryError) return error.message;
      throw error;
    }
  }
}
