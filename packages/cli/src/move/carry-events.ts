import type { EventStore } from "@astrolabe/store";
import { patiently } from "../patiently.ts";
import { type IdentifiedRow, storeRows } from "../store-rows.ts";
import { compare, readAhead, tablePages, whole } from "./table-pages.ts";
import type { Move } from "./stores-of-move.ts";

/** What a pass over the source's events did. */
export interface EventsPass {
  readonly stored: number;
  readonly present: number;
  /** Ids of rows that the target will not take, by reason. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
}

/**
 * Carries the events that the target lacks, in the order of their ids. Which those are, the target itself knows: so
 * nothing is remembered, and one that was killed goes on where it was when it is run again.
 *
 * @param sinceMs only those received from then on, in epoch milliseconds
 */
export async function carryEvents({ from, to, onRows }: Move, sinceMs?: number): Promise<EventsPass> {
  let stored = 0;
  let present = 0;
  const refused = new Map<string, string[]>();
  const horizonMs = await to.horizon();
  const since = sinceMs === undefined ? [] : [compare("received_at", "gte", new Date(sinceMs).toISOString())];
  const select = ["id", "received_at", "payload"];
  const pages = tablePages(from, { table: "events", key: ["id"], select, filters: since });
  for await (const page of readAhead(pages)) {
    const rows = page.map((text) => parseStoredRow(text));
    const there = await presentIds(to, rows);
    const absent = rows.filter(({ id }) => !there.has(id));
    const result = await storeRows(to, absent, horizonMs);
    for (const { row, reason } of result.refused)
      refused.set(reason, [...(refused.get(reason) ?? []), row.id]);
    stored += result.stored;
    present += rows.length - absent.length + result.duplicate;
    onRows({ looked: rows.length, stored: result.stored });
  }
  return { stored, present, refused };
}

/** The payload's text is kept as it stands. */
function parseStoredRow(text: string): IdentifiedRow {
  const start = text.indexOf(',"payload":');
  const { id, received_at }: { id: string; received_at: string } = JSON.parse(`${text.slice(0, start)}}`);
  const json = text.slice(start + ',"payload":'.length, -1);
  return { id, json, payload: JSON.parse(json), receivedAtMs: Math.floor(Date.parse(received_at)) };
}

async function presentIds(store: EventStore, rows: readonly IdentifiedRow[]): Promise<ReadonlySet<string>> {
  const filters = [
    compare(
      "id",
      "in",
      rows.map(({ id }) => id),
    ),
  ];
  const select = [whole("id")];
  const { rows: found } = await patiently(() =>
    store.readRows({ table: "events", select, filters, order: [] }),
  );
  return new Set(found.map((text) => (JSON.parse(text) as { id: string }).id));
}

/** When the newest row of a store was received, in epoch milliseconds; undefined when it has none. */
export async function newestReceivedMs(store: EventStore): Promise<number | undefined> {
  const expression = whole("received_at").expression;
  const { rows } = await patiently(() =>
    store.readRows({
      table: "events",
      select: [whole("received_at")],
      filters: [],
      order: [{ expression, descending: true }],
      limit: 1,
    }),
  );
  return rows[0] === undefined
    ? undefined
    : Date.parse((JSON.parse(rows[0]) as { received_at: string }).received_at);
}
