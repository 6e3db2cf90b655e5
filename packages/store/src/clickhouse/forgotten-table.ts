import { compareCodePoints } from "@astrolabe/metric";
import { eventsOf } from "../apply-write.ts";
import type { Forgotten, Tombstone } from "../event-store.ts";
import { wasRecordedBefore } from "../recorded-before.ts";
import type { Write } from "../write.ts";
import type { ClickhouseRow } from "./clickhouse-row.ts";
import type { Connection } from "./connect.ts";
import { quoted } from "./quoted.ts";
import { createRowBinary } from "./row-binary.ts";
import { nextVersion } from "./version.ts";

/** A tombstone. */
export interface ForgottenRow extends Forgotten {
  readonly version: bigint;
  /** Whether nothing is left to erase. */
  readonly isFinished: boolean;
}

interface Answered {
  readonly developer: string;
  readonly version: string;
  readonly forgotten_at: string;
  readonly events: string;
  readonly totals: string;
  readonly finished: number;
}

/** The tombstones that there are of these developers. */
export async function readForgotten(
  connection: Connection,
  developers: readonly string[],
): Promise<Map<string, ForgottenRow>> {
  if (developers.length === 0) return new Map();
  const rows = await connection.rows<Answered>(
    `SELECT developer, version, forgotten_at, events, totals, finished FROM forgotten_rows FINAL
    WHERE developer IN (${developers.map(quoted).join(",")})`,
  );
  return new Map(rows.map((row) => [row.developer, toForgottenRow(row)]));
}

function toForgottenRow({
  developer,
  version,
  forgotten_at,
  events,
  totals,
  finished,
}: Answered): ForgottenRow {
  return {
    developer,
    version: BigInt(version),
    forgottenAtMs: Number(forgotten_at),
    events: Number(events),
    totals: Number(totals),
    isFinished: finished === 1,
  };
}

/** Puts a tombstone in the place of the one that there is; `version` is that one's. */
export async function writeForgotten(
  connection: Connection,
  { developer, version, forgottenAtMs, events, totals, isFinished }: ForgottenRow,
): Promise<void> {
  const out = createRowBinary();
  out.string(developer);
  out.uint64(nextVersion(version, false, Date.now()));
  out.int64(forgottenAtMs);
  out.int64(events);
  out.int64(totals);
  out.uint8(isFinished ? 1 : 0);
  const columns = "forgotten_rows (developer, version, forgotten_at, events, totals, finished)";
  await connection.insert(columns, out.bytes());
}

/** Developers whose erasure was begun and not finished. */
export async function readUnfinished(connection: Connection): Promise<string[]> {
  const rows = await connection.rows<{ developer: string }>(
    "SELECT developer, version FROM forgotten_rows FINAL WHERE finished = 0", // A cluster wants the version, too.
  );
  return rows.map(({ developer }) => developer);
}

/** The check of rows that are about to be stored. */
export async function createForgottenCheck(
  connection: Connection,
  writes: readonly Write<ClickhouseRow>[],
): Promise<(row: ClickhouseRow) => boolean> {
  const developers = new Set(eventsOf(writes).flatMap((row) => pseudonymOf(row) ?? []));
  const forgotten = await readForgotten(connection, [...developers]);
  if (forgotten.size === 0) return () => false;
  return (row) => {
    const tombstone = forgotten.get(pseudonymOf(row) ?? "");
    if (tombstone === undefined) return false;
    const event: unknown = row.payload === null ? null : JSON.parse(row.payload);
    return wasRecordedBefore(row.id, event, tombstone.forgottenAtMs);
  };
}

/** Only pseudonyms are asked for: what else a run calls its developer may be long. */
function pseudonymOf({ run, developer }: ClickhouseRow): string | null {
  if (run === null) return developer;
  return run.developer.length === 32 ? run.developer : null;
}

export async function readTombstones(connection: Connection): Promise<Tombstone[]> {
  const rows = await connection.rows<{ developer: string; forgotten_at: string }>(
    "SELECT developer, forgotten_at, version FROM forgotten_rows FINAL", // A cluster's FINAL wants the version, too.
  );
  return rows
    .map(({ developer, forgotten_at }) => ({ developer, forgottenAtMs: Number(forgotten_at) }))
    .toSorted((a, b) => compareCodePoints(a.developer, b.developer));
}

/** Those that are there stay as they are. */
export async function carryTombstones(
  connection: Connection,
  tombstones: readonly Tombstone[],
): Promise<void> {
  const known = new Set((await readTombstones(connection)).map(({ developer }) => developer));
  for (const tombstone of tombstones) {
    if (known.has(tombstone.developer)) continue;
    await writeForgotten(connection, { ...tombstone, version: 0n, events: 0, totals: 0, isFinished: false });
  }
}
