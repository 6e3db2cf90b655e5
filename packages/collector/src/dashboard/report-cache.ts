import { buildPublicReport, pageReportWeeks } from "@astrolabe/dashboard";
import { buildReport, type Report } from "@astrolabe/metric";
import { StoreBusyError, type EventStore } from "@astrolabe/store";
import { randomUUID } from "node:crypto";
import { maxCachedReports, maxReportAgeMs, minReportAgeMs, reportRests } from "../limits.ts";

/** A report, and a name that no other one has. */
interface CachedReport {
  readonly report: Report;
  readonly version: string;
}

/**
 * Builds reports, each at most once a change: page, exports and API are given the same document. The ledger says
 * whether anything has changed: no write leaves it as it was.
 */
export interface ReportCache {
  /** As of now, give or take a minute. */
  read(task: string): Promise<CachedReport>;
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
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
  /** What the ledger said, or the day. */
  readonly stamp: string;
}

export function createReportCache(
  store: EventStore,
  options: { readonly minGroup?: number | undefined; readonly nowMs?: () => number },
): ReportCache {
  const { minGroup, nowMs = Date.now } = options;
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<Entry>>();
  /** The public reports of a day. */
  const ofDay = new Map<string, CachedReport>();
  let day = "";
  let tasks: { readonly names: readonly string[]; readonly readMs: number } | undefined;

  async function read(task: string): Promise<CachedReport> {
    const known = entries.get(task);
    const ageMs = known === undefined ? Infinity : nowMs() - known.builtMs;
    // However many rows come in, and however long a report of them takes: most of the time is for the rows.
    const restMs = Math.max(minReportAgeMs, reportRests * (known?.tookMs ?? 0));
    if (known !== undefined && ageMs >= 0 && ageMs < restMs) return known;
    const stamp = JSON.stringify(await store.ledger());
    if (known?.stamp === stamp && ageMs >= 0 && ageMs < maxReportAgeMs) return known;
    const built = await once(`all ${task}`, stamp, async (asOfMs) =>
      buildReport(await store.summary({ task }), { asOfMs, weeks: pageReportWeeks, minGroup }),
    );
    return keep(task, built);
  }

  async function readPublic(task: string): Promise<CachedReport> {
    const today = new Date(nowMs()).toISOString().slice(0, 10);
    if (today !== day) ofDay.clear();
    day = today;
    const known = ofDay.get(task);
    if (known !== undefined) return known;
    const built = await once(`public ${task}`, today, async (asOfMs) =>
      buildPublicReport(await store.summary({ task }), { asOfMs, weeks: pageReportWeeks, minGroup }),
    );
    if (built.report.weeks.length === 0 || day !== today) return built;
    // None makes room for another: it would be another one when it is asked for again.
    if (!ofDay.has(task) && ofDay.size >= maxCachedReports)
      throw new StoreBusyError("Too many tasks for one day");
    ofDay.set(task, ofDay.get(task) ?? built);
    return ofDay.get(task) ?? built;
  }

  async function readTasks(): Promise<readonly string[]> {
    if (tasks === undefined || Math.abs(nowMs() - tasks.readMs) >= maxReportAgeMs) {
      tasks = { names: await store.tasks(), readMs: nowMs() };
    }
    return tasks.names;
  }

  /** Who asks while it is built gets the same one. */
  function once(key: string, stamp: string, build: (asOfMs: number) => Promise<Report>): Promise<Entry> {
    const building = underWay.get(key);
    if (building !== undefined) return building;
    const builtMs = nowMs();
    const started = build(builtMs)
      .then((report): Entry => ({ report, version: randomUUID(), builtMs, tookMs: nowMs() - builtMs, stamp }))
      .finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  }

  function keep(task: string, entry: Entry): Entry {
    entries.delete(task);
    entries.set(task, entry);
    const [oldest] = entries.keys();
    if (entries.size > maxCachedReports && oldest !== undefined) entries.delete(oldest);
    return entry;
  }

  return { read, readPublic, readTasks };
}
