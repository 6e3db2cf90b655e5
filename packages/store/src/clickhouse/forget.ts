// Forgetting somebody: the tombstone first; then their rows are looked for while others write, and buried in turn with the
// commits of this collector, some at a time; then the weekly totals. There are no transactions here: what a process that dies
// in between has buried is not counted by the one that goes on.

import { developerOf } from "@astrolabe/metric";
import { countedOf } from "../counted.ts";
import type { Forgotten } from "../event-store.ts";
import { maxErasedRows } from "../limits.ts";
import { isEvent } from "../is-event.ts";
import { wasRecordedBefore } from "../recorded-before.ts";
import type { Filter } from "../row-query.ts";
import { weeklyTotalsOf, withoutTotals } from "../weekly-totals.ts";
import type { Connection } from "./connect.ts";
import { deleteRows } from "./delete-rows.ts";
import { eventColumns, writeEvent } from "./events-table.ts";
import { readForgotten, writeForgotten } from "./forgotten-table.ts";
import type { ForgottenRow } from "./forgotten-table.ts";
import { planRead } from "./plan-read.ts";
import { quoted } from "./quoted.ts";
import { filteredRows } from "./read-rows.ts";
import { createRowBinary } from "./row-binary.ts";
import type { Turns } from "./turns.ts";
import { nextVersion } from "./version.ts";

export function createForget(
  connection: Connection,
  inTurn: Turns,
): (developers: readonly string[]) => Promise<Forgotten[]> {
  return async (developers) => {
    const noted = await inTurn(() => note(connection, developers));
    const forgotten: Forgotten[] = [];
    for (const each of developers) {
      const row = noted.get(each);
      if (row === undefined) continue;
      const { developer, forgottenAtMs, events, totals } = row.isFinished ? row : await erase(row);
      forgotten.push({ developer, forgottenAtMs, events, totals });
    }
    return forgotten;
  };

  async function erase(row: ForgottenRow): Promise<ForgottenRow> {
    const { rows, weekly } = await findRows(connection, row);
    for (let start = 0; start < rows.length; start += maxErasedRows) {
      const ids = rows.slice(start, start + maxErasedRows);
      await inTurn(() => deleteRows(connection, { table: "events", filters: [among("id", ids)] }));
    }
    for (const id of weekly) await inTurn(() => takeTotal(connection, id, row.developer));
    const { count } = await inTurn(() =>
      deleteRows(connection, { table: "nsm", filters: [among("developer", [row.developer])] }),
    );
    const totals = weekly.length + count;
    const finished = { ...row, events: rows.length, totals, isFinished: true };
    await writeForgotten(connection, finished);
    return finished;
  }
}

/** Makes the tombstones that are missing. */
async function note(
  connection: Connection,
  developers: readonly string[],
): Promise<Map<string, ForgottenRow>> {
  const known = await readForgotten(connection, developers);
  const missing = new Set(developers.filter((developer) => !known.has(developer)));
  for (const developer of missing) {
    const counts = { version: 0n, events: 0, totals: 0, isFinished: false };
    await writeForgotten(connection, { developer, forgottenAtMs: Date.now(), ...counts });
  }
  return readForgotten(connection, developers);
}

interface FoundRows {
  readonly rows: string[];
  /** Events that hold the developer's totals of a week. */
  readonly weekly: string[];
}

/** A text with an escape may say the pseudonym in other words, so those are looked at, too. */
async function findRows(
  connection: Connection,
  { developer, forgottenAtMs }: ForgottenRow,
): Promise<FoundRows> {
  const plan = planRead({ table: "events", filters: [], select: [], order: [] });
  const holds = [developer, String.raw`\u`].map((text) => `position(payload, ${quoted(text)}) > 0`);
  const from = `${plan.from} AND (${holds.join(" OR ")})`;
  const found: FoundRows = { rows: [], weekly: [] };
  for await (const row of filteredRows(connection, { ...plan, from })) {
    const id = String(row.stored("id"));
    const event: unknown = JSON.parse(String(row.stored("payload")));
    if (!isEvent(event)) continue;
    const isReceivedBefore = Number(row.stored("received_at")) <= forgottenAtMs;
    if (developerOf(event) === developer) {
      if (isReceivedBefore || wasRecordedBefore(id, event, forgottenAtMs)) found.rows.push(id);
    } else if (isReceivedBefore && weeklyTotalsOf(event).includes(developer)) {
      found.weekly.push(id);
    }
  }
  return found;
}

/** Gives the row a version in which the developer's total is missing. */
async function takeTotal(connection: Connection, id: string, developer: string): Promise<void> {
  const plan = planRead({ table: "events", filters: [among("id", [id])], select: [], order: [] });
  for await (const row of filteredRows(connection, plan)) {
    const payload = withoutTotals(String(row.stored("payload")), [developer]);
    const out = createRowBinary();
    const version = nextVersion(BigInt(row.stored("version") ?? 0), false, Date.now());
    const [lives, receivedAtMs] = [Number(row.stored("lives")), Number(row.stored("received_at"))];
    const counted = countedOf(JSON.parse(payload));
    writeEvent(
      out,
      { version, deleted: false, lives, receivedAtMs },
      { id, payload, developer: null, ...counted },
    );
    await connection.insert(eventColumns, out.bytes());
  }
}

function among(column: string, value: readonly string[]): Filter {
  return { expression: { column, path: [], asText: false }, operator: "in", value, negated: false };
}
