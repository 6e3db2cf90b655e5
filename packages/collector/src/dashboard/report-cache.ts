import { buildPublicReport, pageReportWeeks } from "@astrolabe/dashboard";
import { buildReport, type Report } from "@astrolabe/metric";
import type { EventStore } from "@astrolabe/store";
import { randomUUID } from "node:crypto";
import { maxCachedReports, maxReportAgeMs, minReportAgeMs } from "../limits.ts";

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
}

interface Entry extends CachedReport {
  readonly builtMs: number;
  /** What the ledger said, or the day of a public one. */
  readonly stamp: string;
}

export function createReportCache(
  store: EventStore,
  options: { readonly minGroup?: number | undefined; readonly nowMs?: () => number },
): ReportCache {
  const { minGroup, nowMs = Date.now } = options;
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<Entry>>();

  async function read(task: string): Promise<CachedReport> {
    const known = entries.get(`all ${task}`);
    const ageMs = known === undefined ? Infinity : nowMs() - known.builtMs;
    // While thousands of rows a second come in, nobody sees more than one report a second.
    if (known !== undefined && ageMs >= 0 && ageMs < minReportAgeMs) return known;
    const stamp = JSON.stringify(await store.ledger());
    if (known?.stamp === stamp && ageMs >= 0 && ageMs < maxReportAgeMs) return known;
    return once(`all ${task}`, stamp, async (asOfMs) =>
      buildReport(await store.summary({ task }), { asOfMs, weeks: pageReportWeeks, minGroup }),
    );
  }

  async function readPublic(task: string): Promise<CachedReport> {
    const day = new Date(nowMs()).toISOString().slice(0, 10);
    const known = entries.get(`public ${task}`);
    const isEmpty = known?.report.weeks.length === 0;
    const lifeMs = isEmpty ? maxReportAgeMs : Infinity;
    if (known?.stamp === day && nowMs() - known.builtMs < lifeMs) return known;
    return once(`public ${task}`, day, async (asOfMs) =>
      buildPublicReport(await store.summary({ task }), { asOfMs, weeks: pageReportWeeks, minGroup }),
    );
  }

  /** Who asks while it is built gets the same one. */
  function once(key: string, stamp: string, build: (asOfMs: number) => Promise<Report>): Promise<Entry> {
    const building = underWay.get(key);
    if (building !== undefined) return building;
    const started = (async () => {
      const builtMs = nowMs();
      const entry = { report: await build(builtMs), version: randomUUID(), builtMs, stamp };
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > maxCachedReports && oldest !== undefined) entries.delete(oldest);
      return entry;
    })().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  }

  return { read, readPublic };
}
