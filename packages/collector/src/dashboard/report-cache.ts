import { pageReportWeeks, readPublicReport } from "@astrolabe/dashboard";
import type { Report } from "@astrolabe/metric";
import { StoreBusyError, type EventStore } from "@astrolabe/store";
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  maxAwaitedRows,
  maxCachedReports,
  maxLateReportAgeMs,
  maxReportAgeMs,
  maxReportWaitMs,
  minReportAgeMs,
  reportRests,
} from "../limits.ts";

/** A report, and a name that no other one has. */
interface CachedReport {
  readonly report: Report;
  readonly version: string;
}

/**
 * Builds reports, each at most once a change: page, exports and API are given the same document. The ledger says
 * whether anything has changed: no write leaves it as it was. Nobody waits for a report that takes long if there is
 * an earlier one; its `as_of` says of when it is.
 */
export interface ReportCache {
  /** As of now, give or take a minute; of rows, those that had come a second ago, or longer where a report takes long. */
  read(task: string): Promise<CachedReport>;
  /** As of now, give or take a minute, with every row that has come; where a report takes long, as {@link read}. */
  readCurrent(task: string): Promise<CachedReport>;
  /**
   * For everybody. It stays the same for a day once there is something to show: who could ask before and after a late
   * event would see what that event changed.
   */
  readPublic(task: string): Promise<CachedReport>;
  /** The tasks that have runs, as of a minute ago at most. */
  readTasks(): Promise<readonly string[]>;
}

interface Entry extends CachedReport {
  readonly builtMs: number;
  /** What the ledger said. */
  readonly stamp: string;
  /** When it was last looked whether it still holds, and for how long nobody looks again. */
  readonly lookedMs: number;
  readonly restMs: number;
}

export function createReportCache(
  store: EventStore,
  { minGroup, nowMs = Date.now }: { readonly minGroup?: number | undefined; readonly nowMs?: () => number },
): ReportCache {
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<CachedReport>>();
  /** The public reports of a day. */
  const ofDay = new Map<string, CachedReport>();
  let day = "";
  let tasks: { readonly names: readonly string[]; readonly readMs: number } | undefined;

  async function read(task: string): Promise<CachedReport> {
    const known = entries.get(task);
    const restedMs = known === undefined ? Infinity : nowMs() - known.lookedMs;
    if (known !== undefined && restedMs >= 0 && restedMs < known.restMs) return known;
    return inTime(
      known,
      once(`all ${task}`, () => look(task)),
    );
  }

  function readCurrent(task: string): Promise<CachedReport> {
    return inTime(entries.get(task), lookAnew(task));
  }

  /** Where a look takes longer than anybody waits, it is no use to begin another sooner. */
  async function lookAnew(task: string): Promise<CachedReport> {
    // A look that has begun may not have seen the newest row.
    await underWay.get(`all ${task}`)?.catch(() => undefined);
    const known = entries.get(task);
    const isSlow = known !== undefined && known.restMs > reportRests * maxReportWaitMs;
    return isSlow && isOfMany(known) ? read(task) : once(`all ${task}`, () => look(task));
  }

  /** What is being found, or what is known if that takes too long. */
  async function inTime(known: Entry | undefined, finding: Promise<CachedReport>): Promise<CachedReport> {
    if (known === undefined || !isOfMany(known)) return finding;
    const ageMs = nowMs() - known.builtMs;
    if (ageMs < 0 || ageMs >= maxLateReportAgeMs) return finding;
    return Promise.race([finding, setTimeout(maxReportWaitMs, known)]);
  }

  /** However many rows come in, and however long a look at them takes: most of the time is for the rows. */
  async function look(task: string): Promise<CachedReport> {
    const known = entries.get(task);
    const startMs = nowMs();
    const stamp = JSON.stringify(await store.ledger());
    const ageMs = known === undefined ? Infinity : startMs - known.builtMs;
    const holds = known?.stamp === stamp && ageMs >= 0 && ageMs < maxReportAgeMs;
    const built = holds ? known : { ...(await build(task, startMs)), builtMs: startMs, stamp };
    const lookedMs = nowMs();
    return keep(task, {
      ...built,
      lookedMs,
      restMs: Math.max(minReportAgeMs, reportRests * (lookedMs - startMs)),
    });
  }

  async function build(task: string, asOfMs: number): Promise<CachedReport> {
    const options = { asOfMs, weeks: pageReportWeeks, minGroup };
    return { report: await store.report({ task }, options), version: randomUUID() };
  }

  async function readPublic(task: string): Promise<CachedReport> {
    const today = new Date(nowMs()).toISOString().slice(0, 10);
    if (today !== day) ofDay.clear();
    day = today;
    const known = ofDay.get(task);
    if (known !== undefined) return known;
    const built = await once(`public ${task}`, () => buildForAll(task));
    if (built.report.weeks.length === 0 || day !== today) return built;
    // None makes room for another: it would be another one when it is asked for again.
    if (!ofDay.has(task) && ofDay.size >= maxCachedReports)
      throw new StoreBusyError("Too many tasks for one day");
    ofDay.set(task, ofDay.get(task) ?? built);
    return ofDay.get(task) ?? built;
  }

  async function buildForAll(task: string): Promise<CachedReport> {
    const options = { asOfMs: nowMs(), weeks: pageReportWeeks, minGroup };
    return { report: await readPublicReport(store.report, task, options), version: randomUUID() };
  }

  async function readTasks(): Promise<readonly string[]> {
    if (tasks === undefined || Math.abs(nowMs() - tasks.readMs) >= maxReportAgeMs) {
      tasks = { names: await store.tasks(), readMs: nowMs() };
    }
    return tasks.names;
  }

  /** Who asks while it is looked for gets the same one. */
  function once(key: string, find: () => Promise<CachedReport>): Promise<CachedReport> {
    const finding = underWay.get(key) ?? find().finally(() => underWay.delete(key));
    underWay.set(key, finding);
    return finding;
  }

  function keep(task: string, entry: Entry): Entry {
    entries.delete(task);
    entries.set(task, entry);
    const [oldest] = entries.keys();
    if (entries.size > maxCachedReports && oldest !== undefined) entries.delete(oldest);
    return entry;
  }

  return { read, readCurrent, readPublic, readTasks };
}

/** Of few rows, a report is always soon there, however busy the machine is. */
function isOfMany({ report }: CachedReport): boolean {
  return (report.trust.ledger?.stored.value ?? 0) > maxAwaitedRows;
}
