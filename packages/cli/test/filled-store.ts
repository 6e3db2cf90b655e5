import { openStore, type EventStore, type Ledger, type Tombstone } from "@astrolabe/store";

/** A row as a client of that moment would have made it; `n` tells rows of one millisecond apart. */
export function rowOf(epochMs: number, n: number): { id: string; payload: Record<string, unknown> } {
  const time = Math.floor(epochMs).toString(16).padStart(12, "0");
  return {
    id: `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, "0")}`,
    payload: {
      name: n % 5 === 0 ? "build" : "ai-do",
      developer: `developer-${n % 17}`,
      exit_code: n % 7 === 0 ? 1 : 0,
      end_ts: epochMs / 1000,
    },
  };
}

/** Fills a store with rows of ten weeks, duplicates, refusals, a deletion and weekly totals. */
export async function fillStore(url: string, rows: number, endMs: number): Promise<void> {
  const store = await openStore(url);
  const stepMs = (70 * 86_400_000) / rows;
  for (let n = 0; n < rows; n += 1000) {
    await store.insertEvents(
      Array.from({ length: Math.min(1000, rows - n) }, (_, k) => rowOf(endMs - (n + k) * stepMs, n + k)),
    );
  }
  await store.insertEvents(
    [
      { id: "00000000-0000-4000-8000-000000000001", payload: { name: "text", note: "1.10 \u00e9 😀" } },
      { payload: { name: "digits", n: 1 }, json: '{"name":"digits","n":12345678901234567890.10}' },
      { payload: null },
      rowOf(endMs, 0),
    ],
    "ignore",
  );
  await store.insertEvents([{ id: "00000000-0000-4000-8000-000000000002", payload: { name: "gone" } }]);
  const id = { column: "id", path: [], asText: false };
  const value = "00000000-0000-4000-8000-000000000002";
  await store.deleteRows({
    table: "events",
    filters: [{ expression: id, operator: "eq", value, negated: false }],
  });
  await store.recordRejected("invalid_json", 3);
  await store.insertNsm(
    Array.from({ length: 1500 }, (_, n) => ({
      task: n % 2 === 0 ? "ai-do" : "build",
      week: `2026-W${10 + (n % 30)}`,
      developer: `developer ${n}`,
      successful_runs: n,
    })),
  );
  await store.insertEvents([{ payload: { name: "ai-do", developer: forgotten, exit_code: 0, end_ts: 1e9 } }]);
  await store.forget({ developers: [forgotten] });
  await store.addMark({ at: "2026-11-01T00:00:00.000Z", kind: "release", text: "1.0.0" });
  await store.close();
}

const forgotten = "0123456789abcdef0123456789abcdef";

/** All that a store says, but for when rows came. */
export interface StoreContents {
  readonly events: readonly string[];
  readonly nsm: readonly string[];
  readonly counts: readonly unknown[];
  readonly ledger: Ledger;
  readonly tombstones: readonly Tombstone[];
  readonly marks: readonly unknown[];
}

export async function contentsOf(url: string): Promise<StoreContents> {
  const store = await openStore(url);
  try {
    const all = async (table: "events" | "nsm", columns: readonly string[]): Promise<readonly string[]> => {
      const order = columns.map((column) => ({
        expression: { column, path: [], asText: false },
        descending: false,
      }));
      return (await store.readRows({ table, select: [], filters: [], order })).rows;
    };
    return {
      events: await all("events", ["id"]),
      nsm: await all("nsm", ["task", "week", "developer"]),
      counts: await countsOf(store),
      ledger: await store.ledger(),
      tombstones: await store.tombstones(),
      marks: await store.marks(),
    };
  } finally {
    await store.close();
  }
}

async function countsOf(store: EventStore): Promise<unknown[]> {
  const counts: unknown[] = [];
  for (const task of await store.tasks()) counts.push(task, await store.weeklyCounts({ task }));
  return counts;
}
