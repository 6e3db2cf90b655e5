import type { EventStore } from "@astrolabe/store";
import { createReportCache, type ReportCache } from "./report-cache.ts";
import { createSessions, type Sessions } from "./sessions.ts";

export interface DashboardOptions {
  /** Whether anybody may see complete weeks. */
  readonly isPublic?: boolean | undefined;
  /** Runs per developer that are aimed at; drawn as a line. */
  readonly goal?: number | undefined;
  /** Developers in the smallest group shown. */
  readonly minGroup?: number | undefined;
}

/** What the routes of the page share. */
export interface Dashboard {
  readonly isPublic: boolean;
  readonly goal: number | undefined;
  /** Developers in the smallest group shown; five when undefined. */
  readonly minGroup: number | undefined;
  readonly sessions: Sessions;
  readonly reports: ReportCache;
  /** The key that may add events: shown to who sets up a first tool. It changes with the secret. */
  anonKey: string;
}

export function createDashboard(store: EventStore, anonKey: string, options: DashboardOptions): Dashboard {
  const { isPublic = false, goal, minGroup } = options;
  return {
    isPublic,
    goal,
    minGroup,
    sessions: createSessions(),
    reports: createReportCache(store, { minGroup }),
    anonKey,
  };
}
