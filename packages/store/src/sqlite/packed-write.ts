import type { CountedRun } from "../counted.ts";
import type { EventsWrite, Write } from "../write.ts";
import type { SqliteRow } from "./sqlite-row.ts";

type Value = string | number | boolean | null;

/** A write on its way to another thread. */
export type PackedWrite = Exclude<Write<SqliteRow>, EventsWrite<SqliteRow>> | PackedEvents;

interface PackedEvents extends Omit<EventsWrite<SqliteRow>, "events"> {
  /** The values of one row after the other. */
  readonly events: readonly Value[];
}

/**
 * To copy one long list to a thread takes a third of the time of as many objects, whose names are copied, too. It is the
 * larger part of what a row costs beside the database.
 */
export function packWrite(write: Write<SqliteRow>): PackedWrite {
  if (write.kind !== "events") return write;
  const values: Value[] = [];
  for (const { id, payload, receivedAtMs, run, dropped, developer } of write.events) {
    values.push(id, payload, receivedAtMs, dropped, developer, ...runValues(run));
  }
  return { ...write, events: values };
}

const noRun: readonly Value[] = [null, null, null, null, null, null, null, null, null, null];

function runValues(run: CountedRun | null): readonly Value[] {
  if (run === null) return noRun;
  const { task, week, developer, version, ci, linkable, exitCode, day, endMs, latencyBucket } = run;
  return [task, week, developer, version, ci, linkable, exitCode, day, endMs, latencyBucket];
}

const valuesOfRow = 5 + noRun.length;

export function unpackWrite(write: PackedWrite): Write<SqliteRow> {
  if (write.kind !== "events") return write;
  const events: SqliteRow[] = [];
  for (let at = 0; at < write.events.length; at += valuesOfRow) events.push(unpackRow(write.events, at));
  return { ...write, events };
}

function unpackRow(values: readonly Value[], at: number): SqliteRow {
  const run = {
    task: values[at + 5],
    week: values[at + 6],
    developer: values[at + 7],
    version: values[at + 8],
    ci: values[at + 9],
    linkable: values[at + 10],
    exitCode: values[at + 11],
    day: values[at + 12],
    endMs: values[at + 13],
    latencyBucket: values[at + 14],
  };
  return {
    id: values[at] as string,
    payload: values[at + 1] as string | null,
    receivedAtMs: values[at + 2] as number,
    dropped: values[at + 3] as number,
    developer: values[at + 4] as string | null,
    run: run.task === null ? null : (run as CountedRun),
  };
}
